import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/gateway/open-store.ts';
import { openRawDatabase } from '../stores/raw-database.ts';
import { migratedDatabase, type StoreName } from '../stores/store-subjects.ts';
import { adminToken, type ApiCall, callerOf } from './api-caller.ts';
import { runHere } from './run-here.ts';

const config = join(import.meta.dirname, '../../../examples/gateway-config.yaml');

async function migrated(name: StoreName): Promise<string> {
  const database = await migratedDatabase(name);
  onTestFinished(() => database[Symbol.asyncDispose]());
  return database.url;
}

/** Returns the one line that a request leaves in the log. */
async function logOf(url: string, ask: (call: ApiCall) => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  await using store = await openStore(url);
  await ask(callerOf(store, adminToken, (line) => lines.push(line)));
  expect(lines).toHaveLength(1);
  return lines.join('');
}

test.each([
  [
    'pg',
    'DROP TABLE usage_ledger CASCADE',
    String.raw`reason="42P01: relation \"usage_ledger\" does not exist"`,
  ],
  ['better-sqlite3', 'DROP TABLE usage_ledger', 'reason="SQLITE_ERROR: no such table: usage_ledger"'],
] as const)(
  '%s: of a table that is gone the log tells, and the answer does not',
  async (name, drop, reason) => {
    const url = await migrated(name);
    {
      await using raw = await openRawDatabase(url);
      await raw.query(drop);
    }
    const log = await logOf(url, async (call) => {
      const id = '00000000-0000-4000-8000-000000000000';
      const { status, body } = await call(`GET /admin/spend?kind=user&id=${id}`, adminToken);
      const message = 'The gateway failed; its log says why';
      expect([status, body.error]).toEqual([500, { code: 'UNEXPECTED', message }]);
    });
    expect(log).toMatch(/code=UNEXPECTED message="usageLedger\./);
    expect(log).toContain(reason);
  },
);

test('of a file that takes no writes the log tells, and so does a start that seeds: it ends with 6', async () => {
  const url = await migrated('better-sqlite3');
  // A version of the file format that is still to come: SQLite reads the file and writes nothing, for root as well.
  const file = await open(url.slice('sqlite:'.length), 'r+');
  await file.write(Uint8Array.of(9), 0, 1, 18);
  await file.close();

  const log = await logOf(url, async (call) => {
    const somebody = { email: 'whose@example.org', displayName: 'Whoever' };
    expect((await call('POST /admin/users', adminToken, somebody)).status).toBe(503);
  });
  expect(log).toMatch(/code=UNAVAILABLE .*reason="SQLITE_READONLY: attempt to write a readonly database"/);
  expect(log).not.toMatch(/whose@|Whoever/);

  const env = { GATEWAY_DATABASE_URL: url, GATEWAY_CONFIG: config, GATEWAY_PORT: '0' };
  const { exitCode, stderr } = await runHere('serve --no-run-migrations', env);
  expect(exitCode, stderr).toBe(6);
  expect(stderr).toMatch(
    /✗ UNAVAILABLE {2}.*the database cannot be used\n {2}SQLITE_READONLY: attempt to write a readonly database\n/,
  );
});
