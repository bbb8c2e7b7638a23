import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, test, vi } from 'vitest';
import { embeddedStatus, removeEmbedded } from '../../../src/drivers/embedded/embedded.ts';
import { testedMajor } from '../../servers/provide-postgres.ts';
import { config, type Project, project } from './project.ts';

/** A project whose server is removed after the test. */
async function embedding(databases: Readonly<Record<string, string>>): Promise<Project> {
  const here = await project(config(databases));
  onTestFinished(async () => void (await removeEmbedded({ folder: here.folder, major: 18 })));
  return here;
}

/** A major whose package is not there: the matrix brings the one under test. */
const absent = testedMajor() === 16 ? 15 : 16;
const both = { e: 'embedded:postgres', other: `embedded:postgres@${absent}` };

test('start takes the servers of default; status and stop take all', async ({ expect }) => {
  const here = await embedding(both);
  expect(await here.json('embedded start')).toMatchObject({
    exitCode: 0,
    document: { servers: [{ database: 'embedded:postgres@18', state: 'running' }] },
  });
  expect(await here.json('embedded status')).toMatchObject({
    document: {
      servers: [{ state: 'running' }, { database: `embedded:postgres@${absent}`, state: 'absent' }],
    },
  });
  expect(await here.json('embedded stop')).toMatchObject({
    document: { servers: [{ state: 'stopped' }, { state: 'absent' }] },
  });
});

test('a package that is missing is told before any server starts', async ({ expect }) => {
  const here = await embedding(both);
  expect(await here.json('embedded start --database e --database other')).toMatchObject({
    exitCode: 2,
    document: { error: { code: 'DRIVER_MISSING' } },
  });
  expect(await embeddedStatus({ folder: here.folder, major: 18 })).toMatchObject({ state: 'absent' });
});

test('where a later server does not start, an earlier one does not stay', async ({ expect }) => {
  const here = await embedding({ e: 'embedded:postgres' });
  await here.write('other/lockstep.config.json', await here.read('lockstep.config.json'));
  // No folder can be made where a file is.
  await here.write('other/.lockstep', '');
  await mkdir(join(here.folder, '.lockstep'));
  const line = 'embedded start --config other/lockstep.config.json --database embedded:postgres --database e';
  expect((await here.json(line)).exitCode).not.toBe(0);
  await vi.waitFor(
    async () =>
      expect(await embeddedStatus({ folder: here.folder, major: 18 })).toMatchObject({ state: 'stopped' }),
    { timeout: 15_000, interval: 100 },
  );
}, 60_000);
