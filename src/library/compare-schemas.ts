import type { Schema } from '../core/schema.ts';
import type { Comparison, ParityFile } from '../parity/difference.ts';

/**
 * Returns what differs between a schema of PostgreSQL and one of SQLite, with what the parity file accepts apart; no
 * differences where both mean the same. The parity file defaults to an empty one.
 */
export async function compareSchemas(
  postgres: Schema,
  sqlite: Schema,
  parityFile?: ParityFile,
): Promise<Comparison> {
  return (await import('../parity/compare-schemas.ts')).compareSchemas(postgres, sqlite, parityFile);
}
