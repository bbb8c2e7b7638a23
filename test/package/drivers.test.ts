import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { describePackage } from './describe-package.ts';
import { install } from './install.ts';
import { pack, shell } from './pack.ts';

/** The drivers, each with an address of its own kind. */
const drivers: Readonly<Record<string, () => Promise<string> | string>> = {
  pg: async () => {
    const database = await createPostgresDatabase();
    onTestFinished(() => database.drop());
    return database.url;
  },
  'better-sqlite3': () => 'sqlite:a.db',
  '@libsql/client': () => 'file:b.db',
};

const files = {
  'lockstep.config.json': JSON.stringify({
    modules: [{ name: 'app', migrations: { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' } }],
  }),
  V1__create_users: 'CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL);',
  S001__first_user: "-- lockstep: after=V1\nINSERT INTO users (id, name) VALUES ('1', 'Ada');",
};

describePackage('with one driver', () => {
  let tarball: string;

  beforeAll(async () => {
    tarball = await pack();
  });

  describe.each(Object.keys(drivers))('%s', (driver) => {
    let folder: string;
    const run = (line: string, url: string): ReturnType<typeof shell> =>
      shell(folder, `npx --no-install lockstep ${line}`, { LOCKSTEP_DATABASE_URL: url });

    beforeAll(async () => {
      folder = await install(tarball, [driver]);
      for (const engine of ['postgres', 'sqlite']) {
        mkdirSync(join(folder, 'migrations', engine), { recursive: true });
        for (const name of ['V1__create_users', 'S001__first_user'] as const)
          writeFileSync(join(folder, 'migrations', engine, `${name}.sql`), `${files[name]}\n`);
      }
      writeFileSync(join(folder, 'lockstep.config.json'), files['lockstep.config.json']);
    }, 120_000);

    test('the binary migrates and shows the state', async () => {
      const url = (await drivers[driver]?.()) ?? '';
      const empty = await run('status --exit-code', url);
      expect(empty.code, empty.output).toBe(3);
      const migrated = await run('migrate', url);
      expect(migrated.code, migrated.output).toBe(0);
      const { code, output } = await run('status --exit-code', url);
      expect(output).toMatch(/✓ V1__create_users[\s\S]*✓ S001__first_user[\s\S]*nothing pending/);
      expect(code).toBe(0);
    });

    const absent = Object.keys(drivers).filter((each) => each !== driver);
    test.each(absent)('without %s it says what to install', async (other) => {
      const url = (await drivers[other]?.()) ?? '';
      for (const line of ['status', 'migrate']) {
        const { code, output } = await run(line, url);
        expect(output).toContain('✗ DRIVER_MISSING');
        expect(output).toMatch(new RegExp(`→ Run: npm install ${other}\n`));
        expect(code).toBe(2);
      }
    });

    if (driver === '@libsql/client')
      test('without its binary it says what is missing', async () => {
        const native = readdirSync(join(folder, 'node_modules/@libsql')).filter((each) => /linux/.test(each));
        expect(native.length).toBeGreaterThan(0);
        for (const each of native) rmSync(join(folder, 'node_modules/@libsql', each), { recursive: true });
        const { code, output } = await run('status', 'file:b.db');
        expect(output).toContain('✗ DRIVER_MISSING');
        expect(output).toMatch(/@libsql\/client cannot be loaded: Cannot find module '@libsql\/linux-\S+'\n/);
        expect(output).toMatch(/→ Run: npm install --include=optional @libsql\/client\n/);
        expect(code).toBe(2);
      });
  });
});
