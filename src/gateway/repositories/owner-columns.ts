import type { OwnerOf } from '../domain/owner.ts';

/** The columns in which the tables keep owners: one nullable column each, of which one is set. */
const columns = {
  user: 'userId',
  team: 'teamId',
  service_account: 'serviceAccountId',
  api_key: 'apiKeyId',
} as const;

export type OwnerKind = keyof typeof columns;
type ColumnOf<Kind extends OwnerKind> = (typeof columns)[Kind];
type OwnerRow<Kind extends OwnerKind> = { readonly [C in ColumnOf<Kind>]: string | null };

/** Returns the name of the column that holds owners of this kind. */
export function ownerColumn<Kind extends OwnerKind>(kind: Kind): ColumnOf<Kind> {
  return columns[kind];
}

/** Returns the one column that is set, with the owner's id; the others are NULL when they are left out. */
export function ownerValues<Kind extends OwnerKind>(owner: OwnerOf<Kind>): Partial<OwnerRow<Kind>> {
  return { [columns[owner.kind]]: owner.id } as Partial<OwnerRow<Kind>>;
}

/** Returns the owner that a row's columns say. */
export function readOwner<Kind extends OwnerKind>(
  row: OwnerRow<NoInfer<Kind>>,
  kinds: readonly Kind[],
): OwnerOf<Kind> {
  const owners = kinds.map((kind) => ({ kind, id: row[columns[kind]] }));
  const owner = owners.find(({ id }) => id !== null);
  // A CHECK of every such table counts them.
  return owner as OwnerOf<Kind>;
}
