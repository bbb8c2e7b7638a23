import type { ReadSchema } from './read-schema.ts';

/** Not there yet. */
export const readSqliteSchema: ReadSchema = async () => {
  throw new Error('not written yet');
};
