import type { Access } from '../matching/access.ts';
import type { Difference } from '../difference.ts';
import { type AccessPair, type LonelyAccess, matchAccesses } from '../matching/match-accesses.ts';
import type { TablePair } from '../pairing/pair-schemas.ts';
import { type Comparing, differenceOf, type Finding } from '../rule.ts';

type Said = Pick<Finding, 'kind' | 'severity' | 'message'>;

/** Returns what `look` says about every two UNIQUE constraints or indexes that are meant to be one. */
export function eachPair(
  comparing: Comparing,
  look: (pair: AccessPair, object: string, table: TablePair) => Said | null,
): readonly Difference[] {
  return comparing.schemas.tables.flatMap((table) =>
    matchAccesses(table, comparing).pairs.flatMap((pair) => {
      const object = accessLabel(table, pair.postgres);
      const said = look(pair, object, table);
      if (said === null) return [];
      const { postgres, sqlite } = pair;
      return differenceOf({
        ...said,
        object,
        table: table.label,
        postgres: { value: postgres.value, ddl: postgres.ddl },
        sqlite: { value: sqlite.value, ddl: sqlite.ddl },
      });
    }),
  );
}

/** Returns what `look` says about every UNIQUE constraint or index that only one side has. */
export function eachLonely(
  comparing: Comparing,
  look: (lonely: LonelyAccess, object: string, table: TablePair) => Said | null,
): readonly Difference[] {
  return comparing.schemas.tables.flatMap((table) =>
    matchAccesses(table, comparing).lonely.flatMap((lonely) => {
      const { access } = lonely;
      const object = accessLabel(table, access);
      const said = look(lonely, object, table);
      if (said === null) return [];
      const own = { value: access.value, ddl: access.ddl };
      return differenceOf({
        ...said,
        object,
        table: table.label,
        postgres: access.side === postgresSide ? own : null,
        sqlite: access.side === postgresSide ? null : own,
      });
    }),
  );
}

const postgresSide: Access['side'] = 'postgres';

function accessLabel({ label }: TablePair, { spelling }: Access): string {
  return `${label}(${spelling})`;
}

/** Whether an index is of a kind that SQLite has nothing like. */
export function isOfAnotherKind({ method }: Access): boolean {
  return method !== 'btree' && method !== 'hash';
}
