import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { engines } from '../../src/core/engine.ts';
import type { DriftReport } from '../../src/drift/find-drift.ts';
import { type Database, databaseAt } from '../../src/drivers/open.ts';
import type { LoadedModule } from '../../src/core/migration.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { adoptedModule } from './adopt-kills.ts';
import { startWorker } from './run-worker.ts';
import { subjects } from './adopt-subjects.ts';
import { eventually } from './kill-subject.ts';
import { pgSubject } from './subjects.ts';

const isLong = process.env['LOCKSTEP_TEST_MODE'] === 'crash';
const versions = 60;

/** Many quick versions, each of which a schema shows. */
function chain(): string {
  const folder = tempFolder();
  for (const engine of engines) {
    const target = join(folder, 'migrations', engine);
    mkdirSync(target, { recursive: true });
    for (let version = 1; version <= versions; version++)
      writeFileSync(
        join(target, `V${version}__t.sql`),
        `CREATE TABLE t${version} (id INTEGER NOT NULL PRIMARY KEY, n TEXT);\nCREATE INDEX t${version}_n ON t${version} (n);\n`,
      );
  }
  return folder;
}

/** Loaded when it is asked for: the quick run skips all of this. */
async function look(database: Database, module: LoadedModule): Promise<DriftReport> {
  const { drift } = await import('../../src/library/drift.ts');
  return drift({ databases: [database], modules: [module], scratch: inject('postgresUrl') });
}

describe.skipIf(!isLong)(isLong ? 'drift' : 'drift beside a run (npm run test:crash)', () => {
  describe.each(subjects)('$name', (subject) => {
    const missing = subject.missing();
    test.skipIf(missing !== null)(
      'a database that is being migrated has not drifted, whenever it is looked at',
      { timeout: 300_000 },
      async () => {
        const store = await subject.fresh(0);
        const folder = chain();
        const module = await loadModule(adoptedModule, folder);
        const address = parseAddress(store.urls[0]!, { folder, name: 'live' });
        const task = { urls: store.urls.slice(0, 1), module: adoptedModule, folder, categories: null };
        const idle = { kill: null, isStepwise: false, isGated: false };
        expect(await startWorker({ ...task, ...idle, to: 'V2' }).result).toMatchObject({ error: null });
        const database = databaseAt(address);
        const migrating = { isOver: false };
        const run = startWorker({ ...task, ...idle, to: null }).result.finally(() => {
          migrating.isOver = true;
        });
        const heads = new Set<string | null>();
        try {
          while (!migrating.isOver) {
            const { verdict, modules } = await look(database, module);
            expect({ verdict, differences: modules[0]?.differences }).toEqual({
              verdict: 'same',
              differences: [],
            });
            heads.add(modules[0]?.head ?? null);
          }
          expect(await run).toMatchObject({ error: null });
          expect(heads.size).toBeGreaterThan(0);
          console.log(`${subject.name}: looked at ${[...heads].join(', ')}`);
        } finally {
          await run.catch(() => undefined);
          await database[Symbol.asyncDispose]();
          await store.drop();
        }
      },
    );
  });

  test('a step outside of a transaction that is under way is waited for', { timeout: 60_000 }, async () => {
    const store = await pgSubject.fresh(0);
    const folder = tempFolder();
    mkdirSync(join(folder, 'postgres'));
    const scripts = {
      V1__t: 'CREATE TABLE t (id INTEGER);\n',
      V2__i: `-- lockstep: transaction=none
CREATE INDEX CONCURRENTLY t_id ON t (id);
SELECT pg_sleep(3);
CREATE INDEX CONCURRENTLY t_twice ON t ((id * 2));
`,
    };
    for (const [name, text] of Object.entries(scripts))
      writeFileSync(join(folder, 'postgres', `${name}.sql`), text);
    const config = { name: 'app', migrations: { postgres: 'postgres', sqlite: null } };
    const module = await loadModule(config, folder);
    const [url = ''] = store.urls;
    const database = databaseAt(parseAddress(url, { folder, name: 'live' }));
    const run = startWorker({
      urls: [url],
      module: config,
      folder,
      categories: null,
      to: null,
      kill: null,
      isStepwise: false,
      isGated: false,
    });
    try {
      await eventually(
        async () =>
          (
            await store.query(
              "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()",
            )
          ).length > 0,
      );
      expect(await look(database, module)).toMatchObject({ verdict: 'same', modules: [{ head: 'V2' }] });
      expect(await run.result).toMatchObject({ error: null });
    } finally {
      await run.result.catch(() => undefined);
      await database[Symbol.asyncDispose]();
      await store.drop();
    }
  });
});
