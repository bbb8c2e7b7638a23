import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/modules/config.ts';
import { resolveDatabases } from '../../src/modules/resolve-databases.ts';
import { selectModules } from '../../src/modules/select-modules.ts';

const migrations = { postgres: 'pg', sqlite: 'lite' };
const modules: Config['modules'] = [
  { name: 'gateway', migrations },
  { name: 'audit', migrations: { postgres: 'pg2', sqlite: null }, schema: 'audit' },
];
const databases = { local: 'sqlite:a.db', other: 'file:b.db', production: 'env:POSTGRES_URL' };
const config: Config = { modules, databases, default: ['local'] };

interface Given {
  readonly config?: Partial<Config>;
  readonly requested?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function resolve({ config: more, requested = [], env = {} }: Given): readonly (readonly [string, string])[] {
  const merged = { ...config, ...more } as Config;
  const addresses = resolveDatabases({ config: merged, folder: '/app', cwd: '/cwd', requested, env });
  return addresses.map(({ name, url }) => [name, url]);
}

const only = (entries: Readonly<Record<string, string>>): Partial<Config> => ({
  databases: entries,
  default: undefined as never,
});
const url = 'postgres://u:hunter2@h/d';

describe('the databases of a command', () => {
  it.each<[string, Given, readonly (readonly [string, string])[]]>([
    [
      'named by --database',
      { requested: ['other'], env: { LOCKSTEP_DATABASE_URL: url } },
      [['other', 'file:/app/b.db']],
    ],
    [
      'given by --database as URLs, from the working folder',
      { requested: ['sqlite:x.db', url] },
      [
        ['sqlite:x.db', 'sqlite:/cwd/x.db'],
        ['postgres://u:***@h/d', url],
      ],
    ],
    [
      'given by LOCKSTEP_DATABASE_URL',
      { env: { LOCKSTEP_DATABASE_URL: url } },
      [['postgres://u:***@h/d', url]],
    ],
    [
      'the default where LOCKSTEP_DATABASE_URL is empty',
      { env: { LOCKSTEP_DATABASE_URL: ' ' } },
      [['local', 'sqlite:/app/a.db']],
    ],
    ['the default', {}, [['local', 'sqlite:/app/a.db']]],
    [
      'several defaults, in their order',
      { config: { default: ['other', 'local'] } },
      [
        ['other', 'file:/app/b.db'],
        ['local', 'sqlite:/app/a.db'],
      ],
    ],
    ['the only entry', { config: only({ one: 'sqlite:a.db' }) }, [['one', 'sqlite:/app/a.db']]],
    [
      'from a variable',
      { requested: ['production'], env: { POSTGRES_URL: `${url}\n` } },
      [['production', url]],
    ],
    [
      'from a variable of --database',
      { requested: ['env:X'], env: { X: 'sqlite:x.db' } },
      [['sqlite:x.db', 'sqlite:/cwd/x.db']],
    ],
  ])('%s', (_, given, expected) => {
    expect(resolve(given)).toEqual(expected);
  });
});

describe('databases that cannot be resolved: CONFIG_INVALID', () => {
  it.each<[string, Given, readonly string[]]>([
    ['none configured', { config: only({}) }, ['No database is configured']],
    ['several and no default', { config: only(databases) }, ['3 databases (local, other, production)']],
    ['an unknown name', { requested: ['lokal'] }, ['"lokal"', 'Did you mean "local"?']],
    ['a name that is built in', { requested: ['toString'] }, ['"toString"']],
    ['a path without a scheme', { requested: ['./hunter2/x.db'] }, ['of --database']],
    [
      'a variable that is not set',
      { requested: ['production'] },
      ['databases.production', 'POSTGRES_URL', 'not set'],
    ],
    [
      'a variable that is empty',
      { requested: ['production'], env: { POSTGRES_URL: '' } },
      ['POSTGRES_URL', 'not set'],
    ],
    ['a variable without a name', { config: only({ a: 'env:' }) }, ['databases.a']],
    [
      'a wrong URL in a variable',
      { requested: ['production'], env: { POSTGRES_URL: 'hunter2' } },
      ['databases.production (POSTGRES_URL)'],
    ],
    ['a wrong URL of --database', { requested: ['postgres:hunter2'] }, ['--database']],
    [
      'a wrong LOCKSTEP_DATABASE_URL',
      { env: { LOCKSTEP_DATABASE_URL: 'x://u:hunter2@h' } },
      ['LOCKSTEP_DATABASE_URL'],
    ],
    ['one name twice', { requested: ['local', 'local'] }, ['are one']],
    ['one file under two drivers', { requested: ['local', 'file:/app/a.db'] }, ['"local"', 'are one']],
    [
      'one server under two addresses',
      { requested: [url, 'postgresql://other:hunter2@h:5432/d'] },
      ['are one', 'u:***@h'],
    ],
  ])('%s', (_, given, says) => {
    try {
      resolve(given);
      expect.unreachable();
    } catch (error) {
      const { code, message, hint, details } = error as Record<
        'code' | 'message' | 'hint' | 'details',
        string
      >;
      expect(code).toBe('CONFIG_INVALID');
      for (const words of says) expect(message).toContain(words);
      expect(JSON.stringify([message, hint, details])).not.toContain('hunter2');
    }
  });
});

describe('the modules of a command', () => {
  it.each<[string, readonly string[], readonly ('postgres' | 'sqlite')[] | undefined, readonly string[]]>([
    ['all by default', [], undefined, ['gateway', 'audit']],
    ['all by name', ['all'], ['sqlite'], ['gateway', 'audit']],
    ['in configuration order', ['audit', 'gateway', 'audit'], undefined, ['gateway', 'audit']],
    ['one that exists on a database of the run', ['audit'], ['sqlite', 'postgres'], ['audit']],
  ])('%s', (_, names, engines, expected) => {
    expect(selectModules(config, names, engines).map(({ name }) => name)).toEqual(expected);
  });

  it.each<[string, readonly string[], string]>([
    ['an unknown name', ['gatway'], 'Did you mean "gateway"?'],
    ['a module that exists on no database of the run', ['audit'], 'does not exist on sqlite'],
  ])('%s: CONFIG_INVALID', (_, names, says) => {
    expect(() => selectModules(config, names, ['sqlite'])).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(says) }),
    );
  });
});
