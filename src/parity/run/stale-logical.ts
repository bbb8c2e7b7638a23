import type { Schema } from '../../core/schema.ts';
import { lowerAscii } from '../../sql/names.ts';
import type { ParityFile, StaleException } from '../difference.ts';

/** Returns the entries under `logical` of columns that neither side has in any of the versions; empty where all are needed. */
export function staleLogical(
  pairs: readonly { readonly postgres: Schema; readonly sqlite: Schema }[],
  { logical }: ParityFile,
): readonly StaleException[] {
  const stale = new Set(Object.keys(logical));
  for (const { postgres, sqlite } of pairs) {
    if (stale.size === 0) return [];
    const known = columnsOf([postgres, sqlite]);
    for (const key of stale) if (known.has(lowerAscii(key))) stale.delete(key);
  }
  return [...stale].map((key) => ({
    exception: { id: `logical:${key}`, postgres: null, sqlite: null, reason: `logical type ${logical[key]}` },
    reason: 'No version has this column on either side.',
  }));
}

function columnsOf(schemas: readonly Schema[]): ReadonlySet<string> {
  const names = schemas.flatMap(({ tables }) =>
    tables.flatMap(({ schema, name, columns }) => {
      const table = schema === null ? name : `${schema}.${name}`;
      return columns.map((column) => lowerAscii(`${table}.${column.name}`));
    }),
  );
  return new Set(names);
}
