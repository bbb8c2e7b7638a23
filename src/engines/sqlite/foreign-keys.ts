import { lowerAscii, nameAt } from '../../sql/names.ts';
import { splitStatements } from '../../sql/statements.ts';
import { isKeyword } from '../../sql/token.ts';

/** A row whose foreign key points nowhere, as `PRAGMA foreign_key_check` lists it. */
export interface Violation {
  readonly table: string;
  /** Null in a WITHOUT ROWID table. */
  readonly rowid: number | null;
  readonly parent: string;
}

/**
 * Returns the violations that a script made; empty where it made none. What was there before is not new. In the tables
 * that the script rebuilt (lower-case names) rows may have got other rowids, so there only a higher count tells.
 */
export function newViolations(
  before: readonly Violation[],
  after: readonly Violation[],
  rebuilt: ReadonlySet<string>,
): readonly Violation[] {
  const known = Map.groupBy(before, keyOf);
  return [...Map.groupBy(after, keyOf)].flatMap(([key, found]) => {
    const old = known.get(key) ?? [];
    const isComparable = !rebuilt.has(lowerAscii(found[0]!.table));
    return isComparable || found.length > old.length ? without(found, old) : [];
  });
}

function keyOf({ table, parent }: Violation): string {
  return JSON.stringify([lowerAscii(table), lowerAscii(parent)]);
}

/** A row may violate several keys to one parent, so each old violation takes away one of its row's. */
function without(found: readonly Violation[], old: readonly Violation[]): readonly Violation[] {
  const left = new Map<number | null, number>();
  for (const { rowid } of old) left.set(rowid, (left.get(rowid) ?? 0) + 1);
  return found.filter(({ rowid }) => {
    const count = left.get(rowid) ?? 0;
    left.set(rowid, count - 1);
    return count <= 0;
  });
}

/**
 * Returns the tables (lower case) that must not be dropped with foreign keys on, because a key points to them: in the
 * catalog, or in the script itself. Dropping one would delete or null its children.
 */
export function rebuiltParents(
  dropped: readonly string[],
  referenced: ReadonlySet<string>,
  script: string,
): readonly string[] {
  const mentioned = new Set(
    splitStatements('sqlite', script)
      .flatMap(({ tokens }) =>
        tokens.map((token, index) =>
          isKeyword(token, 'REFERENCES') ? nameAt('sqlite', tokens, index + 1) : null,
        ),
      )
      .map((table) => table?.name),
  );
  return dropped.filter((name) => referenced.has(name) || mentioned.has(name));
}

/** Returns true where the script makes a key that is judged at the commit only. */
export function makesDeferredKey(script: string): boolean {
  return splitStatements('sqlite', script).some(({ tokens }) =>
    tokens.some((token, index) => isKeyword(token, 'INITIALLY') && isKeyword(tokens[index + 1], 'DEFERRED')),
  );
}
