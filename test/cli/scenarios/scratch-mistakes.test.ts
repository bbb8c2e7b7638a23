import { randomBytes } from 'node:crypto';
import { chmod, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { createPostgresDatabase } from '../../servers/postgres.ts';
import { chain, config, project, type Project } from './project.ts';

const files = { ...config(), ...chain };

describe('an address that leads nowhere is told by its own flag', () => {
  test.each([
    ['parity --scratch env:NOWHERE', '--scratch'],
    ['rehearse --scratch env:NOWHERE', '--scratch'],
    ['drift --scratch env:NOWHERE', '--scratch'],
    ['parity --postgres env:NOWHERE --sqlite sqlite:local.db', '--postgres'],
    ['drift --database env:NOWHERE', '--database'],
  ])('%s', async (line, flag) => {
    const here = await project(files);
    const said = await here.run(line);
    expect(said).toContain(`${flag} reads the environment variable NOWHERE, which is not set.`);
    expect(said).toContain(`or name another database with ${flag}.`);
    expect(said).toMatch(/✗ CONFIG_INVALID[^]*exit code 2/);
  });

  test('a URL without a scheme', async () => {
    const here = await project(files);
    expect(await here.run('parity --postgres localhost/app --sqlite sqlite:local.db')).toContain(
      'The database of --postgres is not in the configuration.',
    );
  });

  test('a step that the files do not have', async () => {
    const here = await project(files);
    expect(await here.run('baseline --at V9')).toContain('--at V9: module app has no such step');
  });
});

test.each(['parity', 'rehearse'])('%s works on no configured database, and says so', async (command) => {
  const here = await project(files);
  expect(await here.run(`${command} --database local`)).toMatch(
    new RegExp(`✗ USAGE\\n {2}--database does not go with ${command}\\n[^]*exit code 2`),
  );
});

test('what accept lacks is said before anything is replayed', async () => {
  const here = await project(files);
  // A replay would need the server.
  const nowhere = '--scratch postgres://127.0.0.1:1/nowhere';
  expect(await here.run(`parity accept ${nowhere}`)).toContain('accept needs the id of a difference');
  expect(await here.run(`parity accept index:sqlite:users(name) ${nowhere}`)).toContain(
    'accept needs --reason',
  );
});

test('a page of HTML does not go to the terminal', async () => {
  const here = await project(files);
  let told = '';
  const write = (text: string): unknown => (told += text);
  const exitCode = await runProgram(['parity', '--format', 'html'], {
    cwd: here.folder,
    env: {},
    stdin: {},
    stdout: { write, isTTY: true },
    stderr: { write },
    signal: new AbortController().signal,
  });
  expect(told).toMatch(
    /^✗ USAGE\n {2}a page is for a file, not for the terminal\n {2}→ Add --output parity\.html\.\n$/,
  );
  expect(exitCode).toBe(2);
});

test('a user who may not create databases', async () => {
  const role = `plain_${randomBytes(6).toString('hex')}`;
  const database = await createPostgresDatabase();
  onTestFinished(() => database.drop());
  await asAdmin(`CREATE ROLE ${role} LOGIN PASSWORD 'plain'`);
  onTestFinished(() => asAdmin(`DROP ROLE ${role}`));
  const url = new URL(database.url);
  [url.username, url.password] = [role, 'plain'];
  const here = await project(files);
  const said = await here.run(`parity --scratch ${url.href}`);
  expect(said).toContain('no scratch database can be made on the PostgreSQL server: permission denied');
  expect(said).toContain('→ Grant its user the right (ALTER ROLE … CREATEDB), or name another server.');
  expect(said).toMatch(/✗ PERMISSION_DENIED[^]*exit code 1/);
});

describe('drift', () => {
  test('of a database without history does not say that all is well', async () => {
    const here = await project(files);
    new Database(join(here.folder, 'local.db')).exec('CREATE TABLE theirs (id INTEGER)').close();
    expect(await here.run('drift')).toMatchInlineSnapshot(`
      "app on local  ○ has no history: nothing was applied here

      nothing was compared
      --- exit code 0
      "
    `);
  });

  test('of a damaged file says what to do with it', async () => {
    const here = await project(files);
    // So many that the catalog does not fit into the first page.
    const tables = Array.from({ length: 99 }, (_, place) => `CREATE TABLE theirs_${place} (id INTEGER);`);
    new Database(join(here.folder, 'local.db')).exec(tables.join('\n')).close();
    await truncate(join(here.folder, 'local.db'), 5000);
    const said = await here.run('drift');
    expect(said).toMatch(/✗ DATABASE_UNREACHABLE[^]*exit code 6/);
    expect(said).toContain('→ Look at the file with PRAGMA integrity_check, and restore a copy.');
  });
});

// Root may write everywhere.
test.skipIf(process.getuid?.() === 0)('a folder in which no embedded server can be', async () => {
  const here = await project(files);
  await chmod(here.folder, 0o555);
  onTestFinished(() => chmod(here.folder, 0o755));
  expect(await told(here)).toContain('✗ PERMISSION_DENIED');
});

test('a file where the folder of the embedded server would be', async () => {
  const here = await project({ ...files, '.lockstep': '' });
  const said = await told(here);
  expect(said).toContain('the folder of the embedded PostgreSQL cannot be made (ENOTDIR)');
  expect(said).toMatch(/✗ CONFIG_INVALID[^]*exit code 2/);
});

function told(here: Project): Promise<string> {
  return here.run('parity');
}

async function asAdmin(sql: string): Promise<void> {
  const client = new Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  await client.query(sql);
  await client.end();
}
