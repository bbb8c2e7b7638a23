import type { Address } from '../core/address.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { LockstepError } from '../core/errors.ts';
import type { Config } from './config.ts';
import { addressKey, parseAddress } from './parse-address.ts';

export interface ResolveDatabasesOptions {
  readonly config: Config;
  /** The folder of the configuration file: its relative paths start there. */
  readonly folder: string;
  /** The working folder: relative paths of the command line and the environment start there. */
  readonly cwd: string;
  /** Values of `--database`: names of `databases` or URLs. Empty where none was given. */
  readonly requested: readonly string[];
  /** The flag that `requested` comes from. Defaults to `--database`. */
  readonly flag?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Returns the databases that a command works on, at least one: `--database`, else LOCKSTEP_DATABASE_URL, else
 * `default`, else the only entry of `databases`. Throws CONFIG_INVALID where that leaves none, where a name or a
 * variable is unknown, and where two addresses lead to one place.
 */
export function resolveDatabases(options: ResolveDatabasesOptions): readonly Address[] {
  const addresses = chooseAddresses(options);
  const seen = new Map<string, Address>();
  for (const address of addresses) {
    const key = addressKey(address);
    const other = seen.get(key);
    if (other !== undefined) {
      const message = `The databases "${other.name}" and "${address.name}" are one: ${address.redacted}.`;
      throw new LockstepError('CONFIG_INVALID', message, {
        hint: 'Name each database of a run once.',
        details: { databases: [other.name, address.name] },
      });
    }
    seen.set(key, address);
  }
  return addresses;
}

function chooseAddresses(options: ResolveDatabasesOptions): readonly Address[] {
  const { config, cwd, requested, env } = options;
  if (requested.length > 0) {
    return requested.map((value) =>
      value.includes(':')
        ? addressOf({ ...options, folder: cwd }, value, flagOf(options))
        : namedAddress(options, value),
    );
  }
  const url = env['LOCKSTEP_DATABASE_URL']?.trim();
  if (url) return [parseAddress(url, { folder: cwd, source: 'LOCKSTEP_DATABASE_URL' })];
  if (config.default !== undefined) return config.default.map((name) => namedAddress(options, name));
  const names = Object.keys(config.databases ?? {});
  if (names.length === 1) return [namedAddress(options, names[0]!)];
  const message =
    names.length === 0
      ? 'No database is configured.'
      : `The configuration has ${names.length} databases (${names.join(', ')}) and no "default".`;
  throw new LockstepError('CONFIG_INVALID', message, {
    hint: 'Name one with --database NAME|URL, in LOCKSTEP_DATABASE_URL, or under "default" in the configuration.',
    details: { key: 'default', databases: names },
  });
}

function namedAddress(options: ResolveDatabasesOptions, name: string): Address {
  const databases = options.config.databases ?? {};
  const value = Object.hasOwn(databases, name) ? databases[name] : undefined;
  if (value !== undefined) return addressOf(options, value, `databases.${name}`, name);
  const names = Object.keys(databases);
  // A mistyped URL may stand here: repeat only what looks like a name.
  const shown = /^[\w.-]{1,63}$/.test(name) ? `"${name}"` : `of ${flagOf(options)}`;
  const guess = didYouMean(name, names);
  throw new LockstepError('CONFIG_INVALID', `The database ${shown} is not in the configuration.${guess}`, {
    hint:
      names.length === 0
        ? `Give a URL, e.g. ${flagOf(options)} sqlite:PATH, or add "databases" to the configuration.`
        : `Name one of ${names.join(', ')}, or give a URL, e.g. sqlite:PATH.`,
    details: { key: 'databases', databases: names },
  });
}

function flagOf({ flag = '--database' }: ResolveDatabasesOptions): string {
  return flag;
}

function addressOf(options: ResolveDatabasesOptions, value: string, source: string, name?: string): Address {
  const { folder, env } = options;
  const given = { folder, ...(name === undefined ? {} : { name }) };
  if (!value.startsWith('env:')) return parseAddress(value, { ...given, source });
  const variable = value.slice('env:'.length).trim();
  const url = /^[A-Za-z_]\w*$/.test(variable) ? env[variable]?.trim() : undefined;
  if (url) return parseAddress(url, { ...given, source: `${source} (${variable})` });
  throw new LockstepError(
    'CONFIG_INVALID',
    `${source} reads the environment variable ${variable || '(no name)'}, which is not set.`,
    {
      hint: `Set ${variable || 'a name behind env:'} to the URL of the database, or name another database with ${flagOf(options)}.`,
      details: { key: source, variable },
    },
  );
}
