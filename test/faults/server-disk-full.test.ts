import { spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findFreePort } from '../../src/drivers/embedded/postmaster.ts';
import { findServerUser } from '../../src/drivers/embedded/server-user.ts';
import { query as queryAt } from '../drivers/pg-subject.ts';
import { sqldProgram } from '../servers/fetch-sqld.ts';
import { sqldMissing } from '../servers/sqld.ts';
import { startPostgres } from '../servers/postgres.ts';
import {
  afterV1,
  atLength,
  expectCompletion,
  faultProject,
  isThorough,
  type Query,
  standOf,
} from './fault-project.ts';
import { mountMissing, smallDisk } from './small-disk.ts';

const missing = mountMissing();

/** V2 writes 3 MB and does not mind what it is made of. */
const fat = {
  'migrations/postgres/V2__middle.sql': `CREATE TABLE middle (id INTEGER);\nINSERT INTO log VALUES (2);
CREATE TABLE fat AS SELECT md5(i::text) AS x FROM generate_series(1, 40000) AS i;\n`,
  'migrations/sqlite/V2__middle.sql': `CREATE TABLE middle (id INTEGER);\nINSERT INTO log VALUES (2);
CREATE TABLE fat (x BLOB);\n${'INSERT INTO fat VALUES (zeroblob(100000));\n'.repeat(30)}`,
};

describe.skipIf(missing !== null)(
  `a server whose disk is full${missing === null ? '' : ` (${missing})`}`,
  () => {
    atLength(() => {
      test('PostgreSQL: DISK_FULL, nothing kept', async () => {
        const server = await startPostgres();
        onTestFinished(() => server.stop('immediate'));
        const disk = smallDisk(20);
        const user = findServerUser();
        if (user !== null) chownSync(disk.folder, user.uid, user.gid);
        chmodSync(disk.folder, 0o700);
        await queryAt(server.url, `CREATE TABLESPACE small LOCATION '${disk.folder}'`);
        await queryAt(server.url, 'CREATE DATABASE small TABLESPACE small');
        const url = new URL(server.url);
        url.pathname = '/small';
        const query: Query = (sql) => queryAt(url.href, sql);
        const here = await faultProject({ db: url.href }, fat);
        expect((await here.lockstep('migrate --to V1')).exitCode).toBe(0);
        disk.fill(200_000);
        const run = await here.lockstep('migrate');
        expect([run.exitCode, run.code, run.details['engineCode']]).toEqual([1, 'DISK_FULL', '53100']);
        expect(run.hint).toMatch(/^Free space/);
        disk.empty();
        expect(await standOf(query)).toEqual(afterV1);
        await expectCompletion(here, query);
      });
    });

    test.skipIf(sqldMissing() !== null).each(isThorough ? ['http', 'ws'] : ['http'])(
      `sqld over %s: DISK_FULL, nothing kept (${sqldMissing() ?? 'sqld'})`,
      async (protocol) => {
        const disk = smallDisk(20);
        const store = join(disk.folder, 'store');
        mkdirSync(store);
        const port = await findFreePort();
        const sqld = spawn(sqldProgram, ['--db-path', store, '--http-listen-addr', `127.0.0.1:${port}`], {
          stdio: 'ignore',
        });
        onTestFinished(async () => {
          sqld.kill('SIGKILL');
          await sleep(50);
        });
        while (!(await fetch(`http://127.0.0.1:${port}/health`).catch(() => null))?.ok) await sleep(20);
        const query: Query = async (sql) => {
          const client = createClient({ url: `http://127.0.0.1:${port}` });
          try {
            return (await client.execute(sql)).rows as unknown as Record<string, unknown>[];
          } finally {
            client.close();
          }
        };
        const here = await faultProject({ db: `${protocol}://127.0.0.1:${port}` }, fat);
        expect((await here.lockstep('migrate --to V1')).exitCode).toBe(0);
        disk.fill(300_000);
        const run = await here.lockstep('migrate');
        disk.empty();
        expect([run.exitCode, run.code], JSON.stringify(run.details)).toEqual([1, 'DISK_FULL']);
        expect(run.hint).toMatch(/^Free space/);
        expect(await standOf(query)).toEqual(afterV1);
        await expectCompletion(here, query);
      },
    );
  },
);
