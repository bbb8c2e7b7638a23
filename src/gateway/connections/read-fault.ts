import { DrizzleQueryError } from 'drizzle-orm';
import type { Connection, Fault } from './connection.ts';
import { LostCommit } from './lost-commit.ts';

/** Returns what reads a driver's errors, also those that drizzle has wrapped. */
export function readFaultBy(faultOf: (error: unknown) => Fault): Connection['readFault'] {
  return (error) => {
    if (error instanceof LostCommit) return { fault: 'outcome-unknown', cause: error.cause };
    const cause = error instanceof DrizzleQueryError ? error.cause : error;
    return { fault: faultOf(cause), cause };
  };
}
