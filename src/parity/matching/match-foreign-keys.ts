import type { Engine } from '../../core/engine.ts';
import type { ForeignKey } from '../../core/schema.ts';
import type { TablePair } from '../pairing/pair-schemas.ts';
import { otherSide } from '../rule.ts';
import { spellList, spellQualified } from '../spell-name.ts';

export interface MatchedForeignKeys {
  /** `isSame`: they lead from the same columns to the same columns. */
  readonly pairs: readonly {
    readonly postgres: ForeignKey;
    readonly sqlite: ForeignKey;
    readonly isSame: boolean;
  }[];
  /** Without those on a column that the other side does not have: that is told of the column. */
  readonly lonely: readonly { readonly side: Engine; readonly key: ForeignKey }[];
}

type KeyOf = (key: ForeignKey) => string;

/** The order of the columns of a key says nothing: only which leads where. */
const links: KeyOf = (key) =>
  key.columns
    .map((column, position) => JSON.stringify([column, key.targetColumns[position] ?? null]))
    .toSorted()
    .join();
const target: KeyOf = (key) => JSON.stringify([key.targetSchema, key.target]);
const whole: KeyOf = (key) => `${links(key)} ${target(key)}`;

const tiers: readonly { readonly keyOf: KeyOf; readonly isSame: boolean }[] = [
  { keyOf: (key) => `${whole(key)} ${key.onDelete} ${key.onUpdate}`, isSame: true },
  { keyOf: whole, isSame: true },
  { keyOf: (key) => `${key.columns.toSorted().join()} ${target(key)}`, isSame: false },
  { keyOf: (key) => JSON.stringify(key.columns.toSorted()), isSame: false },
];

const kept = new WeakMap<TablePair, MatchedForeignKeys>();

/** Returns which foreign keys of a table are the same on both sides; kept. */
export function matchForeignKeys(table: TablePair): MatchedForeignKeys {
  const known = kept.get(table);
  if (known !== undefined) return known;
  const open = {
    postgres: new Set(withoutTwins(table.postgres.foreignKeys)),
    sqlite: new Set(withoutTwins(table.sqlite.foreignKeys)),
  };
  const pairs: { postgres: ForeignKey; sqlite: ForeignKey; isSame: boolean }[] = [];
  for (const { keyOf, isSame } of tiers) {
    if (open.postgres.size === 0 || open.sqlite.size === 0) break;
    const keys = [...open.sqlite].map((other) => ({ other, key: keyOf(other) }));
    for (const key of open.postgres) {
      const wanted = keyOf(key);
      const partner = keys.find((each) => each.key === wanted && open.sqlite.has(each.other))?.other;
      if (partner === undefined) continue;
      open.postgres.delete(key);
      open.sqlite.delete(partner);
      pairs.push({ postgres: key, sqlite: partner, isSame });
    }
  }
  const lonely = (['postgres', 'sqlite'] as const).flatMap((side) => {
    const there = new Set(table[otherSide[side]].columns.map(({ name }) => name));
    return [...open[side]]
      .filter(({ columns }) => columns.every((column) => there.has(column)))
      .map((key) => ({ side, key }));
  });
  const found = { pairs, lonely };
  kept.set(table, found);
  return found;
}

/** A key that was declared twice is one. */
function withoutTwins(keys: readonly ForeignKey[]): readonly ForeignKey[] {
  const seen = new Set<string>();
  return keys.filter((key) => {
    const twin = `${whole(key)} ${key.onDelete} ${key.onUpdate} ${key.deferrable}`;
    return !seen.has(twin) && seen.add(twin);
  });
}

/** Returns `orders(user_id)`. */
export function foreignKeyLabel(table: string, key: ForeignKey): string {
  return `${table}(${spellList(key.columns)})`;
}

/** Returns `(user_id) -> users(id)`, which is what a foreign key is besides its actions. */
export function foreignKeyValue(key: ForeignKey): string {
  const to = spellQualified({ schema: key.targetSchema, name: key.target });
  return `(${spellList(key.columns)}) -> ${to}(${spellList(key.targetColumns)})`;
}
