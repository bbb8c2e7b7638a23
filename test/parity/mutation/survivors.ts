import type { Mutant } from './mutant.ts';
import type { Store } from './store.ts';

/** Why mutants of a kind are rightly not found. */
export interface Survivor {
  /** `equivalent`: the same rows are stored and found. `outside`: it is none of the things that parity compares. */
  readonly verdict: 'equivalent' | 'outside';
  readonly kind: string;
  /** PostgreSQL's types of the columns for which that holds; any where it is left out. */
  readonly types?: readonly string[];
  readonly reason: string;
}

/** Every mutant that no comparison finds is one of these; each of these has been seen. */
export const survivors: readonly Survivor[] = [
  {
    verdict: 'equivalent',
    kind: 'drop NOT NULL of a key',
    reason: 'SQLite refuses a NULL in the primary key of a STRICT table, whether NOT NULL is written or not.',
  },
  {
    verdict: 'equivalent',
    kind: 'make an index of one column descend',
    reason:
      'Both engines read an index backwards: one that descends in all its columns finds the same rows as fast.',
  },
  {
    verdict: 'equivalent',
    kind: 'add COLLATE NOCASE',
    types: ['uuid'],
    reason: 'The letters of a UUID mean the same in either case; PostgreSQL compares its bytes.',
  },
  {
    verdict: 'outside',
    kind: 'change a type',
    types: ['uuid', 'jsonb'],
    reason: 'A UUID or a document may be stored as text or as bytes: another encoding is information.',
  },
  {
    verdict: 'outside',
    kind: 'drop a CHECK',
    types: ['uuid', 'jsonb', 'boolean'],
    reason:
      'A check that says what the type of PostgreSQL says (0 or 1, valid JSON, 36 letters) may stand on SQLite or not.',
  },
  {
    verdict: 'outside',
    kind: 'add a member to a list in a CHECK',
    types: ['boolean'],
    reason: 'As above: a check that lets in more than 0 and 1 refuses no boolean.',
  },
  {
    verdict: 'outside',
    kind: 'drop STRICT',
    reason:
      'What a column may stand opposite to is read from its declared type, in STRICT tables and in others.',
  },
  {
    verdict: 'outside',
    kind: `empty a trigger's body`,
    reason:
      'Triggers are compared by table, time, event, columns and WHEN; what they do is each language’s own.',
  },
  {
    verdict: 'outside',
    kind: `drop a view's condition`,
    reason: 'Views are compared by their columns; what they select is each language’s own.',
  },
  {
    verdict: 'outside',
    kind: `change a view's join`,
    reason: 'As above.',
  },
];

/** Returns why a mutant is rightly not found, or undefined where it should be. */
export function explain({ kind, object, column }: Mutant, { postgres }: Store): Survivor | undefined {
  const table = postgres.tables.find(({ name }) => name === object);
  const type = table?.columns.find(({ name }) => name === column)?.type.name;
  return survivors.find(
    (survivor) =>
      survivor.kind === kind &&
      (survivor.types === undefined || (type !== undefined && survivor.types.includes(type))),
  );
}
