/** What a foreign key does to its rows when the row that they refer to goes. Ids never change. */

/** Parts go with their whole. */
export const cascade = { onDelete: 'cascade', onUpdate: 'restrict' } as const;

/** The mention of who or what is forgotten. */
export const setNull = { onDelete: 'set null', onUpdate: 'restrict' } as const;

/** What is referred to cannot go. */
export const restrict = { onDelete: 'restrict', onUpdate: 'restrict' } as const;
