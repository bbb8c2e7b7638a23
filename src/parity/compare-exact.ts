import type { Schema } from '../core/schema.ts';
import type { ExactDifference } from './exact-difference.ts';

/** A first version, for the commands to stand on: as a whole, tables only. */
export function compareExact(expected: Schema, found: Schema): readonly ExactDifference[] {
  const same = JSON.stringify(expected.tables) === JSON.stringify(found.tables);
  return same ? [] : [{ kind: 'table', object: 'x', table: null, message: 'x', expected: null, found: null }];
}
