import { afterAll, beforeAll, describe } from 'vitest';
import { sqldMissing } from '../../servers/sqld.ts';
import type { StoreName } from '../stores/store-subjects.ts';
import { describeCalls } from './describe-calls.ts';
import { describeOperations } from './describe-operations.ts';
import { isLong, timeout } from './effort.ts';
import { openSides, type Sides } from './side.ts';

/** Side by side; in the short run the two engines, without a server for libsql. */
const names: readonly StoreName[] = isLong
  ? ['pg', 'better-sqlite3', 'libsql file', ...(sqldMissing() === null ? (['libsql server'] as const) : [])]
  : ['pg', 'better-sqlite3'];

describe(`${names.join(', ')}, side by side`, () => {
  let sides: Sides | null = null;
  beforeAll(async () => {
    sides = await openSides(names);
  }, timeout);
  afterAll(() => sides?.[Symbol.asyncDispose]());

  const opened = (): Sides => {
    if (sides === null) throw new Error('the stores were not opened');
    return sides;
  };
  describeCalls(opened);
  describeOperations(opened);
});
