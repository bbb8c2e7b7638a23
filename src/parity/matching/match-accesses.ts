import type { Engine } from '../../core/engine.ts';
import { type Access, accessesOf } from './access.ts';
import { comparable } from '../normalise/comparable.ts';
import type { TablePair } from '../pairing/pair-schemas.ts';
import { type Comparing, otherSide } from '../rule.ts';
import { spellName } from '../spell-name.ts';

/** Two that are meant to be the same one, and in which respects they are not. */
export interface AccessPair {
  readonly postgres: Access;
  readonly sqlite: Access;
  readonly differs: readonly ('unique' | 'columns' | 'predicate')[];
}

/** One that only its side has. */
export interface LonelyAccess {
  readonly access: Access;
  /** For people: the key or index of the other side that does the same, or null. */
  readonly covered: string | null;
}

export interface MatchedAccesses {
  readonly pairs: readonly AccessPair[];
  /** Without those on a column that the other side does not have: that is told of the column. */
  readonly lonely: readonly LonelyAccess[];
}

type KeyOf = (access: Access) => string | null;

const exact: KeyOf = (access) => join(access.uniqueness, access.isUnique, access.predicate, access.order);

/** From the same in every respect to the same by name: what is matched once is not looked at again. */
const tiers: readonly { readonly postgres: KeyOf; readonly sqlite: KeyOf }[] = [
  both((access) => (access.name === null ? null : join(access.name, exact(access)))),
  both(exact),
  {
    postgres: (access) =>
      isCovering(access) ? join(access.isUnique, access.predicate, access.covering) : null,
    sqlite: (access) => join(access.isUnique, access.predicate, access.order),
  },
  both((access) => (access.isUnique ? join(access.predicate, access.order) : null)),
  both((access) => join(access.predicate, access.order)),
  both((access) => join(access.isUnique, access.predicate, access.keys.toSorted().join())),
  both((access) => join(access.isUnique, access.order)),
  both((access) => (access.name === null ? null : join(access.name, access.isUnique))),
];

function both(keyOf: KeyOf): { readonly postgres: KeyOf; readonly sqlite: KeyOf } {
  return { postgres: keyOf, sqlite: keyOf };
}

function join(...parts: readonly (string | boolean | null)[]): string {
  return JSON.stringify(parts);
}

const kept = new WeakMap<TablePair, MatchedAccesses>();

/** Returns which UNIQUE constraints and indexes of a table are the same on both sides; kept. */
export function matchAccesses(table: TablePair, comparing: Comparing): MatchedAccesses {
  const known = kept.get(table);
  if (known !== undefined) return known;
  const postgres = accessesOf(table, 'postgres', comparing);
  const sqlite = accessesOf(table, 'sqlite', comparing);
  const open = { postgres: new Set(postgres), sqlite: new Set(sqlite) };
  const pairs: AccessPair[] = [];
  for (const keyOf of tiers) {
    if (open.postgres.size === 0 || open.sqlite.size === 0) break;
    const keys = [...open.sqlite].map((other) => ({ other, key: keyOf.sqlite(other) }));
    for (const access of open.postgres) {
      const wanted = keyOf.postgres(access);
      const partner = keys.find(
        ({ other, key }) => key !== null && key === wanted && open.sqlite.has(other),
      )?.other;
      if (partner === undefined) continue;
      open.postgres.delete(access);
      open.sqlite.delete(partner);
      pairs.push({ postgres: access, sqlite: partner, differs: differencesOf(access, partner) });
    }
  }
  const lonely = [
    ...lonelyOf(table, 'postgres', open.postgres, sqlite),
    ...lonelyOf(table, 'sqlite', open.sqlite, postgres),
  ];
  const found = { pairs, lonely };
  kept.set(table, found);
  return found;
}

/** SQLite has no INCLUDE: there the columns stand behind the others, which a unique index would mind. */
function isCovering({ included, isUnique }: Access): boolean {
  return included.length > 0 && !isUnique;
}

function differencesOf(postgres: Access, sqlite: Access): AccessPair['differs'] {
  const isCovered = isCovering(postgres) && postgres.covering === sqlite.order;
  return [
    ...(postgres.isUnique === sqlite.isUnique && postgres.uniqueness === sqlite.uniqueness
      ? []
      : (['unique'] as const)),
    ...(postgres.order === sqlite.order || isCovered ? [] : (['columns'] as const)),
    ...(postgres.predicate === sqlite.predicate ? [] : (['predicate'] as const)),
  ];
}

function lonelyOf(
  table: TablePair,
  side: Engine,
  open: ReadonlySet<Access>,
  opposite: readonly Access[],
): readonly LonelyAccess[] {
  const there = new Set(table[otherSide[side]].columns.map(({ name }) => name));
  return [...open]
    .filter(({ columns }) => columns.every((column) => there.has(column)))
    .map((access) => ({ access, covered: coveredBy(access, table, opposite) }));
}

/** Whether a longer index finds what this one does: its first columns are the same. */
function isBeginning(access: Access, other: Access): boolean {
  const arePlain = [access, other].every(({ method, isUnique }) => method === 'btree' && !isUnique);
  return arePlain && other.order.startsWith(`${access.order}, `);
}

/** What the other side has for a primary key or unique set does the same for a lookup, and for uniqueness. */
function coveredBy(access: Access, table: TablePair, opposite: readonly Access[]): string | null {
  const primaryKey = table[otherSide[access.side]].primaryKey?.columns.map((column) =>
    comparable(spellName(column)),
  );
  const keys = [
    ...(primaryKey === undefined ? [] : [{ title: 'primary key', keys: primaryKey }]),
    ...opposite
      .filter(({ isUnique, predicate, uniqueness }) => isUnique && predicate === '' && uniqueness === '')
      .map(({ keys: parts }) => ({ title: 'unique set', keys: parts })),
  ];
  for (const key of keys) {
    const isImplied = access.isUnique
      ? key.keys.every((part) => access.keys.includes(part)) && access.uniqueness === ''
      : access.keys.every((part, position) => key.keys[position] === part);
    if (isImplied) return `${key.title} (${key.keys.join(', ')})`;
  }
  const same = opposite.find(
    (other) =>
      (other.order === access.order || isBeginning(access, other)) &&
      other.predicate === access.predicate &&
      (other.isUnique || !access.isUnique),
  );
  return same === undefined ? null : `index ${same.value}`;
}
