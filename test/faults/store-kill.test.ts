import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migratedDatabase, storeNames } from '../gateway/stores/store-subjects.ts';
import { sqldMissing } from '../servers/sqld.ts';
import { isThorough } from './fault-project.ts';

const worker = join(import.meta.dirname, 'store-worker.ts');
const kills = isThorough ? 8 : 1;

/** All of them in the long run. */
const drivers = isThorough ? storeNames : (['better-sqlite3'] as const);

describe.each(drivers)('a change and its audit entry, on %s', (driver) => {
  const missing = driver === 'libsql server' ? sqldMissing() : null;

  test.skipIf(missing !== null)(
    'are both there or neither, wherever the process is killed',
    async () => {
      const database = await migratedDatabase(driver);
      onTestFinished(() => database[Symbol.asyncDispose]());
      const store = await database.open({ busyTimeoutMs: 20_000 });
      const { id } = await store.users.create({ email: 'a@example.test', displayName: 'x' });
      let begun = 0;
      let keys = 0;
      for (let kill = 0; kill < kills; kill++) {
        const child = spawn(process.execPath, [worker, database.url, id], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        child.stdout.on('data', (dots: Buffer) => (begun += dots.length));
        await once(child.stdout, 'data');
        // The first one in the middle of its first unit; the others anywhere.
        if (kill > 0) await sleep((kill * 7) % 40);
        child.kill('SIGKILL');
        await once(child, 'close');
        // Also frees what the dead process holds on a server.
        await store.users.update(id, { displayName: `after ${kill}` });
        const created = (await store.apiKeys.listOf({ kind: 'user', id })).map((key) => key.id).sort();
        const told: string[] = [];
        for (let after: string | undefined; ; ) {
          const page = await store.auditLog.search({ actor: { type: 'user', id } }, { limit: 1000, after });
          told.push(...page.items.map(({ target }) => target.id));
          if (page.next === null) break;
          after = page.next;
        }
        expect(told.sort()).toEqual(created);
        expect(created.length).toBeGreaterThanOrEqual(keys);
        keys = created.length;
      }
      expect(begun).toBeGreaterThan(keys);
    },
    120_000,
  );
});
