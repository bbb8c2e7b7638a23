import { describe, expect, it } from 'vitest';
import { addressKey, parseAddress } from '../../src/modules/parse-address.ts';

const folder = '/app';
const file = (path: string): object => ({ kind: 'file', path });
const embedded = (major: number): object => ({ kind: 'embedded', major, folder });

describe('every kind of address', () => {
  it.each<[string, string, string, object]>([
    ['postgres://u@h:5433/d', 'postgres', 'pg', { kind: 'server' }],
    ['postgresql://u:p@h/d?sslmode=require', 'postgres', 'pg', { kind: 'server' }],
    ['POSTGRES://h/d', 'postgres', 'pg', { kind: 'server' }],
    ['postgres:///d?host=/run/postgresql', 'postgres', 'pg', { kind: 'server' }],
    ['postgres://u:p%40%2F@%2Frun%2Fpg/d', 'postgres', 'pg', { kind: 'server' }],
    ['sqlite:data/a.db', 'sqlite', 'better-sqlite3', file('/app/data/a.db')],
    ['sqlite:./a b%20?.db', 'sqlite', 'better-sqlite3', file('/app/a b%20?.db')],
    ['sqlite:../a.db', 'sqlite', 'better-sqlite3', file('/a.db')],
    ['sqlite:/var/a.db', 'sqlite', 'better-sqlite3', file('/var/a.db')],
    ['sqlite:///var/a.db', 'sqlite', 'better-sqlite3', file('/var/a.db')],
    ['file:data/a.db', 'sqlite', 'libsql', file('/app/data/a.db')],
    ['file:a%20b%3F.db', 'sqlite', 'libsql', file('/app/a b?.db')],
    ['file:/var/a.db', 'sqlite', 'libsql', file('/var/a.db')],
    ['file:///var/a.db', 'sqlite', 'libsql', file('/var/a.db')],
    ['file://localhost/var/a.db', 'sqlite', 'libsql', file('/var/a.db')],
    ['libsql://db.example.org', 'sqlite', 'libsql', { kind: 'server' }],
    ['http://127.0.0.1:8080', 'sqlite', 'libsql', { kind: 'server' }],
    ['https://db.example.org?authToken=t', 'sqlite', 'libsql', { kind: 'server' }],
    ['ws://127.0.0.1:8080', 'sqlite', 'libsql', { kind: 'server' }],
    ['wss://db.example.org', 'sqlite', 'libsql', { kind: 'server' }],
    ['embedded:postgres', 'postgres', 'pg', embedded(18)],
    ['embedded:postgres@16', 'postgres', 'pg', embedded(16)],
    [' sqlite:a.db\n', 'sqlite', 'better-sqlite3', file('/app/a.db')],
  ])('%j', (url, engine, driver, location) => {
    expect(parseAddress(url, { folder })).toMatchObject({ engine, driver, location });
  });

  it('opens the file of a relative path wherever the process runs', () => {
    expect(parseAddress('sqlite:a b.db', { folder }).url).toBe('sqlite:/app/a b.db');
    expect(parseAddress('file:a%20b%25.db', { folder }).url).toBe('file:/app/a%20b%25.db');
  });

  it('is called by its name in the configuration, else by its redacted URL', () => {
    expect(parseAddress('postgres://u:hunter2@h/d', { folder })).toMatchObject({
      name: 'postgres://u:***@h/d',
      redacted: 'postgres://u:***@h/d',
      url: 'postgres://u:hunter2@h/d',
    });
    expect(parseAddress('sqlite:a.db', { folder, name: 'local' })).toMatchObject({
      name: 'local',
      redacted: 'sqlite:a.db',
    });
  });
});

describe('what is no address: CONFIG_INVALID that never repeats a password', () => {
  it.each([
    ['', 'not a database address'],
    ['data/a.db', 'not a database address'],
    ['mysql://root:hunter2@h/d', 'unknown scheme "mysql:"'],
    ['postgre://u:hunter2@h/d', 'Did you mean "postgres:"?'],
    ['__proto__:x', 'not a database address'],
    ['constructor:x', 'unknown scheme'],
    ['postgres:u:hunter2@h/d', 'not a valid postgres:// URL'],
    ['postgres://u:hunter2#x@h/d', 'not a valid postgres:// URL'],
    ['postgres://u:hunter2/x@h/d', 'not a valid postgres:// URL'],
    ['postgres://u:hunter2%zz@h/d', 'not a valid postgres:// URL'],
    ['postgres://u:hunter2@h:port/d', 'not a valid postgres:// URL'],
    ['libsql://', 'not a valid libsql:// URL'],
    ['libsql:?authToken=hunter2', 'not a valid libsql:// URL'],
    ['sqlite:', 'names no file'],
    ['sqlite::memory:', ':memory:'],
    ['file::memory:', ':memory:'],
    ['sqlite://a.db', 'two slashes'],
    ['file:', 'names no file'],
    ['file://host/a.db', 'host "host"'],
    ['file:a.db?mode=rw', 'a query'],
    ['file:a.db#x', 'a fragment'],
    ['file:100%.db', 'percent-encoding'],
    ['embedded:mysql', 'not a known embedded server'],
    ['embedded:postgres@', 'not a known embedded server'],
    ['embedded:postgres@9', 'not a known embedded server'],
    ['embedded:postgres@13', 'not a known embedded server'],
  ])('%j', (url, says) => {
    const parse = (): unknown => parseAddress(url, { folder, source: 'databases.x' });
    expect(parse).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(says) }),
    );
    try {
      parse();
    } catch (error) {
      const { message, hint, details } = error as { message: string; hint: string; details: object };
      expect(message).toContain('databases.x ');
      expect(JSON.stringify([message, hint, details])).not.toContain('hunter2');
    }
  });
});

describe('two addresses of one place', () => {
  const keys = (urls: readonly string[]): ReadonlySet<string> =>
    new Set(urls.map((url) => addressKey(parseAddress(url, { folder }))));

  it.each<readonly [string, ...string[]]>([
    ['sqlite:a.db', 'sqlite:./x/../a.db', 'sqlite:/app/a.db', 'file:a.db', 'file:///app/a.db'],
    ['postgres://u@h/d', 'postgresql://v:p@H:5432/d?sslmode=require'],
    ['postgres:///d?host=/run', 'postgres://u@%2Frun/d'],
    ['libsql://h', 'https://h/', 'wss://H:443?authToken=x'],
    ['http://h:8080', 'ws://h:8080'],
    ['embedded:postgres', 'embedded:postgres@18'],
  ])('are equal: %s', (...urls) => {
    expect(keys(urls).size).toBe(1);
  });

  it('are not equal with another port, database or major', () => {
    const urls = [
      'postgres://h/d',
      'postgres://h:5433/d',
      'postgres://h/e',
      'libsql://h',
      'http://h',
      'embedded:postgres@16',
      'embedded:postgres',
      'sqlite:a',
      'sqlite:A',
    ];
    expect(keys(urls).size).toBe(urls.length);
  });
});
