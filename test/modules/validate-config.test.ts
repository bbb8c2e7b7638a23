import { describe, expect, it } from 'vitest';
import type { Config, ModuleConfig } from '../../src/modules/config.ts';
import { validateConfig } from '../../src/modules/validate-config.ts';

const folders = { postgres: 'pg', sqlite: 'lite' };
const module = (more: object = {}): object => ({ name: 'app', migrations: folders, ...more });
const other = (more: Partial<ModuleConfig> = {}): object => ({
  name: 'other',
  migrations: { postgres: 'pg2', sqlite: 'lite2' },
  schema: 'other',
  history: 'other_migrations',
  ...more,
});
const config = (...modules: readonly object[]): object => ({ modules });

const everything: Config = {
  modules: [
    {
      name: 'gateway',
      migrations: folders,
      naming: 'versioned',
      baseline: { version: 17, policy: 'reset' },
      schema: 'public',
      history: 'schema_migrations',
      parity: 'migrations/parity.json',
      documents: 'migrations/documents.json',
      legacyNames: [{ file: '0001-Init.sql', version: 1, category: 'startup' }],
    },
  ],
  databases: { local: 'sqlite:.data/gateway.db', production: 'env:POSTGRES_URL' },
  default: ['local'],
};

describe('a configuration that is right', () => {
  it.each<[string, object]>([
    ['with every key', everything],
    ['with the required keys alone', config(module())],
    ['on one engine', config(module({ migrations: { postgres: null, sqlite: 'lite' } }))],
    ['two modules with schema and history of their own', config(module(), other())],
    [
      'two modules with one history name in two schemas, on PostgreSQL alone',
      config(module({ migrations: { postgres: 'a', sqlite: null } }), {
        name: 'b',
        migrations: { postgres: 'b', sqlite: null },
        schema: 'b',
      }),
    ],
    [
      'two modules in one SQLite file with a history of their own',
      config(module({ migrations: { postgres: null, sqlite: 'a' } }), {
        name: 'b',
        migrations: { postgres: null, sqlite: 'b' },
        history: 'b',
      }),
    ],
    [
      'two modules that share no engine',
      config(module({ migrations: { postgres: null, sqlite: 'a' } }), {
        name: 'b',
        migrations: { postgres: 'b', sqlite: null },
      }),
    ],
    ['the longest names', config(module({ schema: 's'.repeat(63), history: 'h'.repeat(57) }))],
  ])('%s', (_, value) => {
    expect(validateConfig(value, 'lockstep.config.ts', '/app')).toBe(value);
  });
});

describe('a setting that is missing or wrong: key, what was expected, what was found', () => {
  it.each<[string, unknown, string, string, string]>([
    ['nothing', undefined, '', 'an object with modules, databases, default', 'nothing'],
    ['a list', [], '', 'an object', 'a list'],
    ['no modules', {}, 'modules', 'a list of modules', 'nothing'],
    ['an empty list of modules', config(), 'modules', 'at least 1 module', 'an empty list'],
    ['modules by name', { modules: { app: {} } }, 'modules', 'a list', 'an object'],
    ['an unknown key', { ...everything, databse: {} }, 'databse', 'the key "databases"', 'an unknown key'],
    [
      'an unknown key far from all',
      { ...everything, plugins: [] },
      'plugins',
      'one of the keys modules, databases, default',
      'an unknown key',
    ],
    [
      'a misspelt key of a module',
      config(module({ histroy: 'x' })),
      'modules[0].histroy',
      'the key "history"',
      'an unknown key',
    ],
    ['no name', config({ migrations: folders }), 'modules[0].name', 'the name', 'nothing'],
    ['the name all', config(module({ name: 'all' })), 'modules[0].name', 'other than "all"', '"all"'],
    ['a name with a blank', config(module({ name: 'my app' })), 'modules[0].name', 'letters', '"my app"'],
    ['no migrations', config({ name: 'app' }), 'modules[0].migrations', 'a folder per engine', 'nothing'],
    [
      'one folder',
      config(module({ migrations: 'sql' })),
      'modules[0].migrations',
      'an object with postgres, sqlite',
      '"sql"',
    ],
    [
      'a missing engine',
      config(module({ migrations: { postgres: 'pg' } })),
      'modules[0].migrations.sqlite',
      'or null',
      'nothing',
    ],
    [
      'an unknown engine',
      config(module({ migrations: { ...folders, mysql: 'x' } })),
      'modules[0].migrations.mysql',
      'one of the keys',
      'an unknown key',
    ],
    [
      'no engine at all',
      config(module({ migrations: { postgres: null, sqlite: null } })),
      'modules[0].migrations',
      'at least one engine',
      'null for both',
    ],
    [
      'one folder for both engines',
      config(module({ migrations: { postgres: 'sql', sqlite: './sql/' } })),
      'modules[0].migrations',
      'of its own',
      'one folder for both',
    ],
    [
      'an unknown profile',
      config(module({ naming: 'version' })),
      'modules[0].naming',
      'did you mean "versioned"?',
      '"version"',
    ],
    [
      'a baseline that is a number',
      config(module({ baseline: 17 })),
      'modules[0].baseline',
      'an object with version, policy',
      '17',
    ],
    [
      'a baseline without version',
      config(module({ baseline: { policy: 'reset' } })),
      'modules[0].baseline.version',
      'a V file',
      'nothing',
    ],
    [
      'a version as text',
      config(module({ baseline: { version: 'V17' } })),
      'modules[0].baseline.version',
      'a whole number',
      '"V17"',
    ],
    ['version 0', config(module({ baseline: { version: 0 } })), 'modules[0].baseline.version', 'from 1', '0'],
    [
      'a numbered baseline above 99',
      config(module({ naming: 'numbered', baseline: { version: 100 } })),
      'modules[0].baseline.version',
      'a startup number',
      '100',
    ],
    [
      'an unknown policy',
      config(module({ baseline: { version: 1, policy: 'rest' } })),
      'modules[0].baseline.policy',
      'did you mean "reset"?',
      '"rest"',
    ],
    ['an empty schema', config(module({ schema: '' })), 'modules[0].schema', 'a schema name', '""'],
    ['a schema of the server', config(module({ schema: 'pg_app' })), 'modules[0].schema', 'pg_', '"pg_app"'],
    [
      'a schema over 63 bytes',
      config(module({ schema: 'ü'.repeat(32) })),
      'modules[0].schema',
      '63 bytes',
      '"ü',
    ],
    [
      'a history without room for _state',
      config(module({ history: 'h'.repeat(58) })),
      'modules[0].history',
      '57 bytes',
      '"hhh',
    ],
    [
      'a history of SQLite itself',
      config(module({ history: 'SQLite_x' })),
      'modules[0].history',
      'sqlite_',
      '"SQLite_x"',
    ],
    [
      'a legacy name without .sql',
      config(module({ legacyNames: [{ file: 'a', version: 1, category: 'seed' }] })),
      'modules[0].legacyNames[0].file',
      '.sql',
      '"a"',
    ],
    [
      'a legacy name without category',
      config(module({ legacyNames: [{ file: 'a.sql', version: 1 }] })),
      'modules[0].legacyNames[0].category',
      'category',
      'nothing',
    ],
    [
      'a legacy seed above 999',
      config(module({ legacyNames: [{ file: 'a.sql', version: 1000, category: 'seed' }] })),
      'modules[0].legacyNames[0].version',
      '999',
      '1000',
    ],
    [
      'databases as a list',
      { ...everything, databases: ['sqlite:x'] },
      'databases',
      'an object of names',
      'a list',
    ],
    [
      'a database that is no text',
      { ...everything, databases: { local: null } },
      'databases.local',
      'a URL or env:NAME',
      'null',
    ],
    [
      'a database with a colon in its name',
      { ...everything, databases: { 'a:b': 'sqlite:x' } },
      'databases.a:b',
      'a name',
      'the key "a:b"',
    ],
    ['an empty default', { ...everything, default: [] }, 'default', 'at least 1', 'an empty list'],
    [
      'a default that is no database',
      { ...everything, default: ['lokal'] },
      'default[0]',
      'one of local, production',
      '"lokal"',
    ],
    [
      'one name twice',
      config(module(), other({ name: 'app' })),
      'modules[1].name',
      'of its own',
      'modules[0]',
    ],
    [
      'one schema twice',
      config(module(), other({ schema: 'public' })),
      'modules[1].schema',
      'a schema of its own',
      '"public"',
    ],
    [
      'one history twice on SQLite, in another case',
      config(module(), other({ history: 'Schema_Migrations' })),
      'modules[1].history',
      'a history table of its own',
      'modules[0]',
    ],
    [
      'a history that is the side table of another',
      config(module(), other({ history: 'schema_migrations_state' })),
      'modules[1].history',
      'of its own',
      'modules[0]',
    ],
  ])('%s', (_, value, key, expected, found) => {
    const check = (): unknown => validateConfig(value, 'lockstep.config.ts', '/app');
    expect(check).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(`lockstep.config.ts: ${key || 'the configuration'}: expected `),
        details: expect.objectContaining({
          key,
          expected: expect.stringContaining(expected),
          found: expect.stringContaining(found),
        }),
      }),
    );
  });
});
