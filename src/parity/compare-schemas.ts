import type { Schema } from '../core/schema.ts';
import { compareWith } from './compare-with.ts';
import { type Comparison, emptyParityFile, type ParityFile } from './difference.ts';
import { createNormaliser } from './normalise/create-normaliser.ts';
import type { Normaliser } from './normalise/normaliser.ts';

let shared: Promise<Normaliser> | null = null;

/**
 * Returns what differs between a schema of PostgreSQL and one of SQLite, with what the parity file accepts apart; no
 * differences where both mean the same. The parser of PostgreSQL's expressions is loaded when it is first needed, and what was
 * read once is kept for the next comparison.
 */
export async function compareSchemas(
  postgres: Schema,
  sqlite: Schema,
  parityFile: ParityFile = emptyParityFile,
): Promise<Comparison> {
  shared ??= createNormaliser();
  return compareWith(await shared, postgres, sqlite, parityFile);
}
