import type { Migration, Script } from '../../core/migration.ts';

/** Header keys that a trigger may name, and whether a script says them. */
export const documentHeaders: Readonly<Record<string, (script: Script, migration: Migration) => boolean>> = {
  category: ({ text }, { category }) => category === 'release' && lineStart(text, 'category') !== null,
  after: (_, { after }) => after !== null,
  requires: (_, { requires }) => requires.length > 0,
  replaces: (_, { replaces }) => replaces !== null,
  transaction: ({ transaction }) => transaction === 'none',
  'foreign-keys': ({ foreignKeys }) => foreignKeys === 'off',
  'no-op': ({ noOp }) => noOp !== null,
  changes: ({ changes }) => changes.length > 0,
};

/** Returns the offset of a header line in the executed text; null where it is not part of it. */
export function lineStart(text: string, key: string): number | null {
  return new RegExp(`^--[ \\t]*lockstep:[ \\t]*${key}[ \\t]*=`, 'm').exec(text)?.index ?? null;
}
