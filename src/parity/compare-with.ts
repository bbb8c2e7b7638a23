import type { Comparison, Difference, ParityFile } from './difference.ts';
import { applyExceptions } from './file/exceptions.ts';
import { expressionTexts } from './expression-texts.ts';
import { listNotCompared } from './not-compared.ts';
import type { Normaliser } from './normalise/normaliser.ts';
import { pairSchemas } from './pairing/pair-schemas.ts';
import { rules } from './rules/index.ts';
import { spellQualified } from './spell-name.ts';
import type { Schema } from '../core/schema.ts';
import { withoutHistories } from './known-histories.ts';

/** Returns what differs between a schema of PostgreSQL and one of SQLite, with a normaliser that is there already. */
export function compareWith(
  normaliser: Normaliser,
  postgres: Schema,
  sqlite: Schema,
  parityFile: ParityFile,
): Comparison {
  normaliser.readAhead(expressionTexts(postgres));
  const ours = { postgres: withoutHistories(postgres), sqlite: withoutHistories(sqlite) };
  const schemas = pairSchemas(ours.postgres.schema, ours.sqlite.schema, parityFile);
  const found = rules.flatMap((rule) => rule.find({ schemas, normaliser }));
  const { differences, accepted, staleExceptions } = applyExceptions(unique(found), parityFile);
  return {
    differences: differences.toSorted(inOrder),
    accepted,
    staleExceptions,
    notCompared: [...ours.postgres.left, ...ours.sqlite.left, ...listNotCompared(schemas)],
    tables: [
      ...new Set(
        [...schemas.postgres.tables, ...schemas.sqlite.tables].map((table) => spellQualified(table)),
      ),
    ].toSorted(),
  };
}

/** Two things of one kind that go by the same columns are told apart by their number, in the order of what they say. */
function unique(differences: readonly Difference[]): readonly Difference[] {
  const seen = new Map<string, number>();
  const said = ({ postgres, sqlite }: Difference): string => JSON.stringify([postgres?.value, sqlite?.value]);
  const sorted = differences.toSorted(
    (one, other) => compareTexts(one.id, other.id) || compareTexts(said(one), said(other)),
  );
  return sorted.map((difference) => {
    const count = (seen.get(difference.id) ?? 0) + 1;
    seen.set(difference.id, count);
    return count === 1 ? difference : { ...difference, id: `${difference.id}#${count}` };
  });
}

const weights: Readonly<Record<Difference['severity'], number>> = { error: 0, warning: 1, info: 2 };

function inOrder(one: Difference, other: Difference): number {
  return (
    weights[one.severity] - weights[other.severity] ||
    compareTexts(one.table ?? '', other.table ?? '') ||
    compareTexts(one.kind, other.kind) ||
    compareTexts(one.id, other.id)
  );
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
