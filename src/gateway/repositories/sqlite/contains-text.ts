import { type Column, type SQL, sql } from 'drizzle-orm';
import { foldAscii } from '../../domain/fold-ascii.ts';

/** The condition that a text holds another one, A to Z in either case (domain/fold-ascii.ts). */
export function containsText(column: Column, part: string): SQL {
  return sql`instr(lower(${column}), ${foldAscii(part)}) > 0`;
}
