import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { removeEmbedded } from '../../src/drivers/embedded/embedded.ts';
import { ended, project } from '../cli/scenarios/project.ts';
import { endOf, migratorOn, moduleOf } from './world.ts';

const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

/** Names that URLs, shells, globs and Unicode take for something else. The last two look the same. */
const names = [
  'with two  spaces',
  '#hash',
  '100%',
  '%20 %zz',
  'why?',
  'a+b&c=d;e',
  `quo'te"d`,
  '[brackets]{a,b}*',
  'back\\slash',
  '-dash',
  '漢字 🦆',
  'Gr\u00f6\u00dfe',
  'Gro\u0308\u00dfe',
].filter(isPossible);

/** Windows keeps some characters for itself; macOS takes both spellings of a letter for one name. */
function isPossible(name: string): boolean {
  if (process.platform === 'win32' && /[?*"\\|<>]/.test(name)) return false;
  return process.platform === 'linux' || name === name.normalize();
}

test('a SQLite file may have any path: through both schemes, absolute and relative, each its own file', async () => {
  const { folder } = await project({});
  for (const [index, name] of names.entries()) {
    await mkdir(join(folder, name));
    const encoded = name.split('').some((each) => '%?#'.includes(each)) ? encodeURIComponent(name) : name;
    const urls = [
      `sqlite:${join(folder, name, `${name}.db`)}`,
      `file:${join(folder, encoded, `${encoded}.lib.db`)}`,
      `${pathToFileURL(join(folder, name, `${name}.url.db`)).href}`,
    ];
    const module = await moduleOf({ V1__a: `CREATE TABLE t${index} (id int);` });
    for (const url of urls)
      expect(await endOf(migratorOn(url, module).migrate()), url).toEqual(['V1__a applied']);
    for (const url of urls)
      expect(await endOf(migratorOn(url, module).verify()), url).toEqual(['V1__a applied']);
    expect(readdirSync(join(folder, name)).toSorted()).toEqual(
      [`${name}.db`, `${name}.lib.db`, `${name}.url.db`].toSorted(),
    );
  }
  // Nothing was written beside them, under a name that was decoded, cut or normalised.
  expect(readdirSync(folder).toSorted()).toEqual(names.toSorted());
});

/** Runs lockstep in a process of its own and returns all it said, and the exit code behind it. */
async function lockstep(cwd: string, ...words: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [main, ...words], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const { exitCode, stdout, stderr } = await ended(child);
  return `${stdout}${stderr}${exitCode}`;
}

test('a project may lie anywhere: configuration, migrations, database, backup; named from elsewhere too', async () => {
  const odd =
    process.platform === 'win32' ? 'Größe #1 100% %20 [a]{b} 漢字' : 'Größe #1 100% %20 why? [a]{b} 漢字';
  const config = JSON.stringify({
    modules: [{ name: 'app', migrations: { postgres: null, sqlite: `sql ${odd}/sqlite` } }],
    databases: {
      better: `sqlite:data ${odd}/a.db`,
      libsql: `file:${encodeURIComponent(`data ${odd}`)}/b.db`,
    },
    default: ['better', 'libsql'],
  });
  const here = await project({});
  for (const [kind, text] of [
    ['json', config],
    ['mjs', `export default ${config}`],
    ['ts', `export default ${config} as const`],
  ] as const) {
    const cwd = join(here.folder, `${odd} ${kind}`);
    await here.write(`${odd} ${kind}/lockstep.config.${kind}`, text);
    const script = `${odd} ${kind}/sql ${odd}/sqlite/V1__a.sql`;
    await here.write(script, 'CREATE TABLE a (id INTEGER PRIMARY KEY);\n');
    expect(await lockstep(cwd, 'migrate')).toMatch(/V1__a[\s\S]*0$/);
    const named = ['status', '--exit-code', '--config', join(cwd, `lockstep.config.${kind}`)];
    expect(await lockstep(here.folder, ...named)).toMatch(/nothing pending\n0$/);
    expect(readdirSync(join(cwd, `data ${odd}`)).toSorted()).toEqual(['a.db', 'b.db']);
  }
  const cwd = join(here.folder, `${odd} json`);
  await here.write(`${odd} json/sql ${odd}/sqlite/V2__b.sql`, 'CREATE TABLE b (id INTEGER PRIMARY KEY);\n');
  expect(await lockstep(cwd, 'migrate', '--backup', `kept ${odd}`)).toMatch(/V2__b[\s\S]*0$/);
  expect(readdirSync(join(cwd, `kept ${odd}`)).length).toBe(2);
});

test('an embedded PostgreSQL keeps its data under such a path', async () => {
  const odd = `Größe #1 100% %20 it's [a]{b}, 漢字`;
  const here = await project({
    [`${odd}/lockstep.config.json`]: JSON.stringify({
      modules: [{ name: 'app', migrations: { postgres: 'sql', sqlite: null } }],
      databases: { local: 'embedded:postgres' },
    }),
    [`${odd}/sql/V1__a.sql`]: 'CREATE TABLE a (id int);\n',
  });
  const cwd = join(here.folder, odd);
  onTestFinished(async () => void (await removeEmbedded({ folder: cwd, major: 18 })));
  expect(await lockstep(cwd, 'migrate')).toMatch(/✓ V1__a[\s\S]*nothing pending\n[\s\S]*0$/);
  expect(await lockstep(cwd, 'verify')).toMatch(/0$/);
  expect(readdirSync(join(cwd, '.lockstep'))).toContain('embedded-postgres-18');
});
