import { lowerAscii } from '../../sql/names.ts';

/** What two lists have in common by name, and what each has alone; in the order of the lists. */
export interface Matched<A, B> {
  readonly pairs: readonly { readonly postgres: A; readonly sqlite: B }[];
  readonly postgresOnly: readonly A[];
  readonly sqliteOnly: readonly B[];
}

/** PostgreSQL keeps this much of a name. */
const longestName = 63;

/**
 * Returns which names of SQLite are which of PostgreSQL's: the same spelling first, then as PostgreSQL folds the name, then
 * whatever the case, which SQLite never minds.
 */
export function matchNames<A, B>(
  postgres: readonly A[],
  sqlite: readonly B[],
  postgresName: (item: A) => string,
  sqliteName: (item: B) => string,
): Matched<A, B> {
  const partners = new Map<A, B>();
  const taken = new Set<B>();
  for (const [ofPostgres, ofSqlite] of tiers) {
    const open = new Map<string, B>();
    for (const item of sqlite) {
      const name = ofSqlite(sqliteName(item));
      if (!taken.has(item) && !open.has(name)) open.set(name, item);
    }
    for (const item of postgres) {
      const partner = partners.has(item) ? undefined : open.get(ofPostgres(postgresName(item)));
      if (partner === undefined || taken.has(partner)) continue;
      partners.set(item, partner);
      taken.add(partner);
    }
    if (taken.size === sqlite.length || partners.size === postgres.length) break;
  }
  return {
    pairs: postgres.flatMap((item) => {
      const partner = partners.get(item);
      return partner === undefined ? [] : [{ postgres: item, sqlite: partner }];
    }),
    postgresOnly: postgres.filter((item) => !partners.has(item)),
    sqliteOnly: sqlite.filter((item) => !taken.has(item)),
  };
}

type Spelling = (name: string) => string;

const asIs: Spelling = (name) => name;
const folded: Spelling = (name) => {
  const lower = lowerAscii(name);
  return lower.length <= longestName && Buffer.byteLength(lower) <= longestName
    ? lower
    : Buffer.from(lower).subarray(0, longestName).toString();
};

const tiers: readonly (readonly [Spelling, Spelling])[] = [
  [asIs, asIs],
  [asIs, folded],
  [folded, folded],
];
