import type { Engine } from '../../core/engine.ts';
import type { SqlText } from '../../core/schema.ts';
import type { Expression } from '../../sql/expression/expression.ts';
import { loadPostgresReader } from '../../sql/expression/read-postgres.ts';
import { readSqliteExpression } from '../../sql/expression/read-sqlite.ts';
import { string } from '../../sql/expression/build.ts';
import type { LogicalType } from '../logical-type.ts';
import { andParts } from './and-parts.ts';
import { defaultValue } from './default-value.ts';
import type { ExpressionContext, Normalised, Normaliser } from './normaliser.ts';
import { columnsOf, hasOpaque, rewrite } from './rewrite.ts';
import { rewriteOnce } from './rewrite-once.ts';
import { rules, translations } from './rules/rules.ts';
import { textOf } from './text-of.ts';

/**
 * Returns a normaliser that has PostgreSQL's parser loaded. Texts of PostgreSQL that are known already (`postgresTexts`)
 * are read at once, which is faster than one after the other.
 */
export async function createNormaliser(postgresTexts: Iterable<SqlText> = []): Promise<Normaliser> {
  const readPostgres = await loadPostgresReader();
  const readers: Readonly<Record<Engine, KnownTexts>> = {
    postgres: keepRead((text) => readPostgres([text])[0] ?? { kind: 'opaque', text }),
    sqlite: keepRead(readSqliteExpression),
  };
  const readAhead = (texts: Iterable<SqlText>): void => {
    const unread = [...new Set(texts)].filter((text) => !readers.postgres.has(text));
    const expressions = readPostgres(unread);
    for (const [index, text] of unread.entries()) readers.postgres.add(text, expressions[index]!);
  };
  readAhead(postgresTexts);
  /** What a text means depends on the types of the columns in it, and on nothing else of its table. */
  const normal = (text: SqlText, context: ExpressionContext): NormalForm => {
    const { expression, columns, results } = readers[context.engine].read(text);
    const types = columns.map((column) => typeKey(context.typeOf(column))).join();
    const known = results.get(types);
    if (known !== undefined) return known;
    const result = { expression: rewrite(rewriteOnce(expression, translations, context), rules, context) };
    results.set(types, result);
    return result;
  };
  return {
    readAhead,
    conditions: (text, context) => {
      const form = normal(text, context);
      form.conditions ??= andParts(form.expression).map(understand);
      return form.conditions;
    },
    expression: (text, context) => {
      const form = normal(text, context);
      form.whole ??= understand(form.expression);
      return form.whole;
    },
    default: (text, type, context) => {
      const { expression: read } = readers[context.engine].read(text);
      const expression = bareWords[context.engine](read) ?? normal(text, context).expression;
      const value = defaultValue(expression, type, context);
      return { text: textOf(value), expression: value, isUnderstood: !hasOpaque(expression) };
    },
  };
}

/** What one text comes to, and its parts as texts once they were asked for. */
interface NormalForm {
  readonly expression: Expression;
  whole?: Normalised;
  conditions?: readonly Normalised[];
}

interface KnownText {
  readonly expression: Expression;
  readonly columns: readonly string[];
  /** By the types of its columns. */
  readonly results: Map<string, NormalForm>;
}

interface KnownTexts {
  readonly has: (text: SqlText) => boolean;
  readonly add: (text: SqlText, expression: Expression) => KnownText;
  readonly read: (text: SqlText) => KnownText;
}

function keepRead(read: (text: SqlText) => Expression): KnownTexts {
  const known = new Map<SqlText, KnownText>();
  const add = (text: SqlText, expression: Expression): KnownText => {
    const entry = { expression, columns: columnsOf(expression), results: new Map<string, NormalForm>() };
    known.set(text, entry);
    return entry;
  };
  return { has: (text) => known.has(text), add, read: (text) => known.get(text) ?? add(text, read(text)) };
}

function typeKey(type: LogicalType | null): string {
  return type === null ? '' : `${type.name}/${type.unit}`;
}

/** A default knows no columns: SQLite takes a bare or quoted word for a text. */
const bareWords: Readonly<Record<Engine, (read: Expression) => Expression | null>> = {
  postgres: () => null,
  sqlite: (read) => (read.kind === 'column' ? string(read.written ?? read.name) : null),
};

function understand(expression: Expression): Normalised {
  return { text: textOf(expression), expression, isUnderstood: !hasOpaque(expression) };
}

/** True where a default is the NULL that a column without one has too: `DEFAULT NULL`, `NULL::text`. */
export function isNullDefault({ expression }: Normalised): boolean {
  return expression.kind === 'null';
}
