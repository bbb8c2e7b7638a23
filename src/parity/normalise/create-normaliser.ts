import type { Engine } from '../../core/engine.ts';
import type { SqlText } from '../../core/schema.ts';
import type { Expression } from '../../sql/expression/expression.ts';
import { loadPostgresReader } from '../../sql/expression/read-postgres.ts';
import { readSqliteExpression } from '../../sql/expression/read-sqlite.ts';
import { string } from '../../sql/expression/build.ts';
import { defaultValue } from './default-value.ts';
import type { ExpressionContext, Normalised, Normaliser } from './normaliser.ts';
import { hasOpaque, rewrite } from './rewrite.ts';
import { rewriteOnce } from './rewrite-once.ts';
import { truthOf } from './rules/connectives.ts';
import { rules, translations } from './rules/rules.ts';
import { byText, textOf } from './text-of.ts';

/**
 * Returns a normaliser that has PostgreSQL's parser loaded. Texts of PostgreSQL that are known already (`postgresTexts`)
 * are read at once, which is faster than one after the other.
 */
export async function createNormaliser(postgresTexts: Iterable<SqlText> = []): Promise<Normaliser> {
  const readPostgres = await loadPostgresReader();
  const readers: Readonly<Record<Engine, Reader>> = {
    postgres: keepRead((text) => readPostgres([text])[0] ?? { kind: 'opaque', text }),
    sqlite: keepRead(readSqliteExpression),
  };
  const early = [...new Set(postgresTexts)];
  readPostgres(early).forEach((expression, index) => {
    readers.postgres.known.set(early[index] ?? '', expression);
  });
  const normal = (text: SqlText, context: ExpressionContext): Expression => {
    const read = readers[context.engine].read(text);
    return rewrite(rewriteOnce(read, translations, context), rules, context);
  };
  return {
    conditions: (text, context) => {
      const expression = truthOf(normal(text, context));
      const parts = expression.kind === 'and' ? expression.args : [expression];
      return parts.toSorted(byText).map(understand);
    },
    expression: (text, context) => understand(normal(text, context)),
    default: (text, type, context) => {
      const bare = bareWords[context.engine](readers[context.engine].read(text));
      const read = bare ?? normal(text, context);
      const value = defaultValue(read, type, context);
      return { text: textOf(value), expression: value, isUnderstood: !hasOpaque(read) };
    },
  };
}

interface Reader {
  readonly known: Map<SqlText, Expression>;
  readonly read: (text: SqlText) => Expression;
}

function keepRead(read: (text: SqlText) => Expression): Reader {
  const known = new Map<SqlText, Expression>();
  return {
    known,
    read: (text) => {
      const expression = known.get(text) ?? read(text);
      known.set(text, expression);
      return expression;
    },
  };
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
