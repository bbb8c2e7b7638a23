import { resolve } from 'node:path';
import type { Address } from '../core/address.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { LockstepError } from '../core/errors.ts';
import { redactUrl } from '../core/redact.ts';

export interface ParseAddressOptions {
  /** The name in the configuration. Defaults to the redacted URL. */
  readonly name?: string;
  /** Where the URL came from, for messages, e.g. `databases.local`. Defaults to `the address`. */
  readonly source?: string;
  /** The folder that relative paths start from. */
  readonly folder: string;
}

/** The major that `embedded:postgres` stands for. */
export const defaultEmbeddedMajor = 18;

const oldestEmbeddedMajor = 14;

type Parsed = Pick<Address, 'engine' | 'driver' | 'url' | 'location'>;
type ParseScheme = (url: string, options: ParseAddressOptions) => Parsed;

/** One row per scheme: docs/files.md lists them. */
const schemes: Readonly<Record<string, ParseScheme>> = {
  'postgres:': (url, options) => parseServer('postgres', 'pg', url, options),
  'postgresql:': (url, options) => parseServer('postgres', 'pg', url, options),
  'sqlite:': parseSqlitePath,
  'file:': parseFileUrl,
  'libsql:': (url, options) => parseServer('sqlite', 'libsql', url, options),
  'http:': (url, options) => parseServer('sqlite', 'libsql', url, options),
  'https:': (url, options) => parseServer('sqlite', 'libsql', url, options),
  'ws:': (url, options) => parseServer('sqlite', 'libsql', url, options),
  'wss:': (url, options) => parseServer('sqlite', 'libsql', url, options),
  'embedded:': parseEmbedded,
};

const forms =
  'postgres://…, sqlite:PATH, file:PATH, libsql://…, http(s)://…, ws(s)://… or embedded:postgres[@MAJOR]';

/**
 * Returns the address that a URL stands for, with relative paths resolved from `options.folder`. Throws CONFIG_INVALID
 * for anything else, without repeating a URL that may hold a password.
 */
export function parseAddress(url: string, options: ParseAddressOptions): Address {
  const given = url.trim();
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(given)?.[0].toLowerCase();
  if (scheme === undefined) {
    throw invalid(options, 'is not a database address', `Write ${forms}.`, { found: 'no scheme' });
  }
  const parse = Object.hasOwn(schemes, scheme) ? schemes[scheme] : undefined;
  if (parse === undefined) {
    const guess = didYouMean(scheme, Object.keys(schemes));
    throw invalid(options, `has the unknown scheme "${scheme}".${guess}`, `Write ${forms}.`, { scheme });
  }
  const redacted = redactUrl(given);
  return { name: options.name ?? redacted, redacted, ...parse(given, options) };
}

/** Returns a text that is equal for two addresses that lead to one place, as far as the addresses can tell. */
export function addressKey(address: Address): string {
  const { location } = address;
  if (location.kind === 'file') return `file:${location.path}`;
  if (location.kind === 'embedded') return `embedded:${location.folder}@${location.major}`;
  const { hostname, port, pathname, protocol, searchParams } = new URL(address.url);
  if (address.engine === 'sqlite') {
    const defaultPort = protocol === 'http:' || protocol === 'ws:' ? '80' : '443';
    return `sqlite://${hostname.toLowerCase()}:${port || defaultPort}${pathname.replace(/\/$/, '')}`;
  }
  const host = searchParams.get('host') ?? decodeURIComponent(hostname).toLowerCase();
  return `postgres://${host}:${port || (searchParams.get('port') ?? '5432')}${pathname}`;
}

function parseServer(
  engine: Address['engine'],
  driver: Address['driver'],
  url: string,
  options: ParseAddressOptions,
): Parsed {
  const scheme = url.slice(0, url.indexOf(':'));
  if (engine === 'postgres') url = withHost(url);
  const isServer = URL.canParse(url) && url.startsWith('//', scheme.length + 1);
  // A PostgreSQL URL may name its socket in the query instead of a host.
  const hasHost = isServer && (engine === 'postgres' || new URL(url).hostname !== '');
  if (!hasHost || !isDecodable(new URL(url))) {
    const hint = `Write ${scheme}://USER:PASSWORD@HOST:PORT/DATABASE and percent-encode the characters : / ? # @ % of user and password.`;
    throw invalid(options, `is not a valid ${scheme}:// URL`, hint, { scheme });
  }
  return { engine, driver, url, location: { kind: 'server' } };
}

/**
 * `postgres://USER@/DATABASE?host=/SOCKETS` as a URL that the standard knows: there a user needs a host. The host of the
 * query goes before it.
 */
function withHost(url: string): string {
  return /[?&]host=[^&]/.test(url) ? url.replace(/^([a-z]+:\/\/[^/?#]*@)(?=:|\/)/i, '$1localhost') : url;
}

function isDecodable({ hostname, username, password, pathname }: URL): boolean {
  try {
    for (const part of [hostname, username, password, pathname]) decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

function parseSqlitePath(url: string, options: ParseAddressOptions): Parsed {
  const path = url.slice('sqlite:'.length);
  if (/^\/\/[^/]/.test(path)) {
    throw invalid(
      options,
      'has two slashes after sqlite:',
      'Write sqlite:PATH, or sqlite:///PATH for an absolute path.',
    );
  }
  const absolute = resolvePath(path, options);
  return {
    engine: 'sqlite',
    driver: 'better-sqlite3',
    url: `sqlite:${absolute}`,
    location: { kind: 'file', path: absolute },
  };
}

function parseFileUrl(url: string, options: ParseAddressOptions): Parsed {
  let encoded = url.slice('file:'.length);
  if (encoded.startsWith('//')) {
    const [, host, path] = /^\/\/([^/]*)(.*)$/s.exec(encoded)!;
    if (host !== '' && host !== 'localhost') {
      throw invalid(
        options,
        `names the host "${redactUrl(host!)}" in a file: URL`,
        'Write file:PATH or file:///PATH.',
      );
    }
    encoded = path!;
  }
  if (/[?#]/.test(encoded)) {
    throw invalid(
      options,
      'has a query or a fragment in a file: URL',
      'Leave it out; write %3F and %23 where ? and # belong to the path.',
    );
  }
  const absolute = resolvePath(decodePath(encoded, options), options);
  const path = absolute.replace(/[%?#\s\\]/g, encodeURIComponent);
  return {
    engine: 'sqlite',
    driver: 'libsql',
    url: `file:${path}`,
    location: { kind: 'file', path: absolute },
  };
}

function decodePath(encoded: string, options: ParseAddressOptions): string {
  try {
    const path = decodeURIComponent(encoded);
    return process.platform === 'win32' ? path.replace(/^\/([a-z]:)/i, '$1') : path;
  } catch {
    throw invalid(options, 'has a broken percent-encoding', 'Write %25 where % belongs to the path.');
  }
}

function resolvePath(path: string, options: ParseAddressOptions): string {
  if (path === '' || path.includes('\0')) {
    throw invalid(options, 'names no file', 'Write the path of a database file, e.g. sqlite:.data/app.db.');
  }
  if (path === ':memory:' || path.startsWith(':memory:?')) {
    const hint = 'Give a file: every connection to :memory: would see a database of its own, empty.';
    throw invalid(options, 'is :memory:, which cannot be migrated', hint);
  }
  return resolve(options.folder, path);
}

function parseEmbedded(url: string, options: ParseAddressOptions): Parsed {
  const match = /^embedded:postgres(?:@([1-9]\d))?$/i.exec(url);
  const major = Number(match?.[1] ?? defaultEmbeddedMajor);
  if (match === null || major < oldestEmbeddedMajor) {
    const hint = `Write embedded:postgres, or embedded:postgres@MAJOR with a major from ${oldestEmbeddedMajor} on.`;
    throw invalid(options, 'is not a known embedded server', hint);
  }
  return {
    engine: 'postgres',
    driver: 'pg',
    url,
    location: { kind: 'embedded', major, folder: options.folder },
  };
}

function invalid(
  options: ParseAddressOptions,
  what: string,
  hint: string,
  details: Readonly<Record<string, unknown>> = {},
): LockstepError {
  const key =
    options.source ?? (options.name === undefined ? 'The address' : `The address of "${options.name}"`);
  return new LockstepError('CONFIG_INVALID', `${key} ${what}${/[.?]$/.test(what) ? '' : '.'}`, {
    hint,
    details: { key, expected: forms, ...details },
  });
}
