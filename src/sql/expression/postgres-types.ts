import type { Node, TypeName } from '../parse-postgres.ts';
import { Unreadable } from './opaque.ts';

/** The names of pg_type by those that people write. */
const written: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  bpchar: 'char',
  decimal: 'numeric',
};

/** Returns a type's name as `CAST` holds it: `varchar(40)`, `timestamptz`, `text[]`. */
export function postgresTypeName({ names = [], typmods = [], arrayBounds = [] }: TypeName): string {
  const parts = names.map(nameOf).filter((name) => name !== 'pg_catalog' && name !== 'public');
  const name = parts.length === 1 ? (written[parts[0] ?? ''] ?? parts[0]) : parts.join('.');
  const args = typmods.map((node) => {
    if (!('A_Const' in node) || node.A_Const.ival === undefined) throw new Unreadable();
    return node.A_Const.ival.ival ?? 0;
  });
  // The grammar says `char` where `character` has no length, and the length 1 where it is written.
  const length = args.length === 0 ? '' : `(${args.join(',')})`;
  return `${name}${length}${arrayBounds.map(() => '[]').join('')}`;
}

export function nameOf(node: Node): string {
  if (!('String' in node)) throw new Unreadable();
  return node.String.sval ?? '';
}

/** A function's or operator's name: what stands in pg_catalog or public is known without it. */
export function qualifiedNameOf(names: readonly Node[] = []): string {
  return names
    .map(nameOf)
    .filter((name, index) => index === names.length - 1 || (name !== 'pg_catalog' && name !== 'public'))
    .join('.');
}
