import { resolve } from 'node:path';
import { LockstepError } from '../core/errors.ts';
import { isIdentifier, longestHistory, longestIdentifier } from '../core/identifier.ts';
import { categories } from '../core/migration.ts';
import type { Config, ModuleConfig } from './config.ts';
import { findClash } from './find-clash.ts';
import {
  describe,
  listOf,
  objectOf,
  oneOf,
  orNull,
  recordOf,
  type Setting,
  type SettingProblem,
  text,
  wholeNumber,
} from './setting.ts';

const name: Setting = text(
  'a name of letters, digits, dots, dashes and underscores, other than "all"',
  (value) => /^[A-Za-z0-9][\w.-]*$/.test(value) && value !== 'all',
);
const path: Setting = text('a path', (value) => isPath(value));

function folder(engine: string): Setting {
  return orNull(
    text(`a folder, or null where the module does not exist on ${engine}`, (value) => isPath(value)),
  );
}

const moduleSetting: Setting = objectOf(
  {
    name,
    migrations: objectOf(
      { postgres: folder('postgres'), sqlite: folder('sqlite') },
      {
        postgres: 'a folder, or null where the module does not exist on postgres',
        sqlite: 'a folder, or null where the module does not exist on sqlite',
      },
    ),
    naming: oneOf(['versioned', 'numbered']),
    baseline: objectOf(
      { version: wholeNumber(1, 999_999_999), policy: oneOf(['reset', 'upgrade']) },
      { version: 'the number of a V file' },
    ),
    schema: text(
      `a schema name of at most ${longestIdentifier} bytes that does not begin with pg_`,
      (value) => isIdentifier(value, longestIdentifier) && !value.startsWith('pg_'),
    ),
    history: text(
      `a table name of at most ${longestHistory} bytes that does not begin with sqlite_`,
      (value) => isIdentifier(value, longestHistory) && !/^sqlite_/i.test(value),
    ),
    parity: path,
    fixtures: path,
    documents: path,
    legacyNames: listOf(
      objectOf(
        {
          file: text('a file name that ends in .sql', (value) => /^[^/\\\0]+\.sql$/.test(value)),
          version: wholeNumber(1, 999_999_999),
          category: oneOf(categories),
        },
        { file: 'a file name that ends in .sql', version: 'its number', category: 'its category' },
      ),
      'legacy name',
    ),
  },
  { name: 'the name of the module', migrations: 'a folder per engine' },
);

const configSetting: Setting = objectOf(
  {
    modules: listOf(moduleSetting, 'module', 1),
    databases: recordOf(
      name,
      text('a URL or env:NAME', (value) => value.trim() !== '', true),
      'an object of names with their URL or env:NAME',
    ),
    default: listOf(
      text('the name of a database', (value) => value !== ''),
      'database name',
      1,
    ),
  },
  { modules: 'a list of modules' },
);

/**
 * Returns the value as a configuration when it is one. Throws CONFIG_INVALID with the key path and what was expected;
 * `file` is named in the message, and relative folders are compared as seen from its `folder`.
 */
export function validateConfig(value: unknown, file: string, folder: string): Config {
  const problem = configSetting(value, '') ?? findRelationProblem(value as Config, folder);
  if (problem === null) return value as Config;
  const { key, expected, found } = problem;
  throw new LockstepError(
    'CONFIG_INVALID',
    `${file}: ${key || 'the configuration'}: expected ${expected}, found ${found}.`,
    {
      ...(key === '' ? { hint: 'Export it as default: export default defineConfig({ … }).' } : {}),
      details: { file, key, expected, found },
    },
  );
}

/** What no single value shows. */
function findRelationProblem(config: Config, folder: string): SettingProblem | null {
  for (const [index, module] of config.modules.entries()) {
    const problem = findModuleProblem(module, `modules[${index}]`, folder);
    if (problem !== null) return problem;
  }
  const databases = Object.keys(config.databases ?? {});
  for (const [index, name] of (config.default ?? []).entries()) {
    if (databases.includes(name)) continue;
    const expected = databases.length === 0 ? 'a name out of databases' : `one of ${databases.join(', ')}`;
    return { key: `default[${index}]`, expected, found: describe(name) };
  }
  return findClash(config.modules);
}

function findModuleProblem(module: ModuleConfig, key: string, folder: string): SettingProblem | null {
  const { postgres, sqlite } = module.migrations;
  if (postgres === null && sqlite === null) {
    return { key: `${key}.migrations`, expected: 'a folder for at least one engine', found: 'null for both' };
  }
  if (postgres !== null && sqlite !== null && resolve(folder, postgres) === resolve(folder, sqlite)) {
    return {
      key: `${key}.migrations`,
      expected: 'a folder of its own for each engine',
      found: 'one folder for both',
    };
  }
  const isNumbered = module.naming === 'numbered';
  if (isNumbered && module.baseline !== undefined && module.baseline.version > 99) {
    const found = String(module.baseline.version);
    return { key: `${key}.baseline.version`, expected: 'a startup number, from 1 to 99', found };
  }
  for (const [index, legacy] of (module.legacyNames ?? []).entries()) {
    const isShort = isNumbered || legacy.category === 'seed' || legacy.category === 'data';
    if (isShort && legacy.version > 999) {
      const found = String(legacy.version);
      return { key: `${key}.legacyNames[${index}].version`, expected: 'a number from 1 to 999', found };
    }
  }
  return null;
}

function isPath(value: string): boolean {
  return value.trim() !== '' && !value.includes('\0');
}
