import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, onTestFinished, test } from 'vitest';
import { chain, config, ended, project } from './project.ts';

describe('the process', () => {
  test('a reader that goes away does not stop a run', async ({ expect }) => {
    const here = await project({ ...config(), ...chain });
    const child = here.start('migrate');
    child.stdout?.destroy();
    child.stderr?.destroy();
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    expect(await here.run('verify')).toContain('3 applied');
  });

  test('a signal ends a waiting run with INTERRUPTED, and says what was committed', async ({ expect }) => {
    const here = await project({ ...config(), ...chain });
    await here.run('migrate --to V1');
    using holder = new DatabaseSync(join(here.folder, 'local.db'));
    holder.exec('BEGIN IMMEDIATE');
    const child = here.start('migrate --json --lock-timeout 1m');
    onTestFinished(() => void child.kill('SIGKILL'));
    const end = ended(child);
    await waitsForLock(child);
    child.kill('SIGTERM');
    const { exitCode, stdout, stderr } = await end;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'INTERRUPTED' },
      databases: [{ name: 'local' }],
    });
    expect(stderr).toContain('SIGTERM: stopping; what is committed stays.');
  });

  test('a lock that is never free ends with LOCK_TIMEOUT', async ({ expect }) => {
    const here = await project({ ...config(), ...chain });
    await here.run('migrate --to V1');
    using holder = new DatabaseSync(join(here.folder, 'local.db'));
    holder.exec('BEGIN IMMEDIATE');
    expect(await here.spawn('migrate --lock-timeout 400ms')).toMatchInlineSnapshot(`
      "--- standard error
      app: 1 step to apply
      app on local: waiting for the lock (<duration>)
      ✗ LOCK_TIMEOUT
        local: another process holds the lock of module app, and nothing has changed for <duration>
        → Find the process that has the database open for writing, end its transaction, and run again.
      --- exit code 5
      "
    `);
  });

  test('embedded status starts nothing, also where no configuration is', async ({ expect }) => {
    const here = await project({});
    expect(await here.json('embedded status')).toEqual({
      exitCode: 0,
      document: {
        servers: [
          {
            database: 'embedded:postgres@18',
            state: 'absent',
            url: null,
            folder: join(here.folder, '.lockstep', 'embedded-postgres-18'),
          },
        ],
      },
    });
  });

  test('help and version go to standard output', async ({ expect }) => {
    const here = await project({});
    expect(await here.spawn('--version')).toMatch(/^\d+\.\d+\.\d+\n--- exit code 0\n$/);
    expect(await here.run('status --help')).toMatchInlineSnapshot(`
      "Usage: lockstep status [options]

      Show where every database stands. What is applied, pending, or held by what. Writes nothing. A database that
      does not exist yet counts as empty. Long runs of applied migrations are folded; list prints them all.

      Options:
        --exit-code  end with 4 where files and history disagree, with 3 where something is pending
        -h, --help  print this help

      Global Options:
        --config <file>  configuration file (default: lockstep.config.* in this folder)
        --database <name|url>  work on this database; repeat it for several
        --module <name|all>  work on this module (default: all)
        --json  print one JSON document on standard output
        --quiet  print nothing but errors (and the JSON document)

      Examples:
        lockstep status  the databases of the configuration
        lockstep status --database local --database production  two databases side by side
        lockstep status --json --exit-code  for scripts
      --- exit code 0
      "
    `);
    const help = await here.run('status --help');
    for (const line of ['status -h', 'help status']) expect(await here.run(line)).toBe(help);
    expect(await here.run('help')).toBe(await here.run('--help'));
    expect(await here.run('-v')).toBe(await here.run('--version'));
    expect(await here.run('')).toMatch(
      /^--- standard error\nUsage: lockstep <command>[\s\S]*--- exit code 2\n$/,
    );
  });
});

function waitsForLock(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((done) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('waiting for the lock')) done();
    });
  });
}
