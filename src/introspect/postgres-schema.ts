import type { ReadSchema } from './read-schema.ts';

/** Not there yet. */
export const readPostgresSchema: ReadSchema = async () => {
  throw new Error('not written yet');
};
