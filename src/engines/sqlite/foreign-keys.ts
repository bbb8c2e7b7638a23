import { lowerAscii, nameAt } from '../../sql/names.ts';
import { type Statement, splitStatements } from '../../sql/statements.ts';
import { isKeyword } from '../../sql/token.ts';

/** A row whose foreign key points nowhere, as `PRAGMA foreign_key_check` lists it. */
export interface Violation {
  readonly table: string;
  /** Null in a WITHOUT ROWID table. */
  readonly rowid: number | null;
  readonly parent: string;
  /** The values of the key, where rowids do not tell rows apart; null where they could not be asked. */
  readonly values?: string | null;
}

/**
 * Returns the violations that a script made; empty where it made none. What was there before is not new. In the tables
 * that the script rebuilt (lower-case names) rows may have got other rowids: there the values of the key tell, or else a
 * higher count.
 */
export function newViolations(
  before: readonly Violation[],
  after: readonly Violation[],
  rebuilt: ReadonlySet<string>,
): readonly Violation[] {
  const known = Map.groupBy(before, keyOf);
  return [...Map.groupBy(after, keyOf)].flatMap(([key, found]) => {
    const old = known.get(key) ?? [];
    if (!rebuilt.has(lowerAscii(found[0]!.table))) return without(found, old, ({ rowid }) => rowid);
    if ([...found, ...old].every(({ values }) => typeof values === 'string'))
      return without(found, old, ({ values }) => values);
    return found.length > old.length ? without(found, old, ({ rowid }) => rowid) : [];
  });
}

function keyOf({ table, parent }: Violation): string {
  return JSON.stringify([lowerAscii(table), lowerAscii(parent)]);
}

/** A row may violate several keys to one parent, so each old violation takes away one of its row's. */
function without(
  found: readonly Violation[],
  old: readonly Violation[],
  identityOf: (violation: Violation) => unknown,
): readonly Violation[] {
  const left = new Map<unknown, number>();
  for (const violation of old) {
    const identity = identityOf(violation);
    left.set(identity, (left.get(identity) ?? 0) + 1);
  }
  return found.filter((violation) => {
    const identity = identityOf(violation);
    const count = left.get(identity) ?? 0;
    left.set(identity, count - 1);
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

/** A foreign key by its tables, in lower case. */
export interface KeyPair {
  readonly parent: string;
  readonly child: string;
}

/**
 * Returns true where the script does nothing but drop, and every table behind all that point to it: then it takes no row
 * of another table along, and needs no care.
 */
export function dropsChildrenFirst(
  dropped: readonly string[],
  keys: readonly KeyPair[],
  script: string,
): boolean {
  const isDrop = ({ head }: Statement): boolean => isKeyword(head[0], 'DROP');
  return (
    splitStatements('sqlite', script).every(isDrop) &&
    keys.every(({ parent, child }) => {
      const place = dropped.indexOf(parent);
      return place === -1 || dropped.slice(0, place).includes(child);
    })
  );
}

/** Returns true where the script makes a key that is judged at the commit only. */
export function makesDeferredKey(script: string): boolean {
  return splitStatements('sqlite', script).some(({ tokens }) =>
    tokens.some((token, index) => isKeyword(token, 'INITIALLY') && isKeyword(tokens[index + 1], 'DEFERRED')),
  );
}
