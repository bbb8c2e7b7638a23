import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { tempFolder } from '../servers/temp-folder.ts';
import { startPostgres } from '../servers/postgres.ts';
import { hasOpenssl, makeCertificate, type Certificate } from './own-certificate.ts';
import { endOf, migratorOn, moduleOf } from './world.ts';

const missing = hasOpenssl() ? '' : ' (there is no openssl for its certificate)';

/** A server that is reached over its socket, or over TLS, and no other way. */
describe.skipIf(missing !== '')(`one server${missing}`, () => {
  const applied = ['V1__a applied', 'V2__b applied'];
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let sockets: string;
  let own: Certificate;
  let admin: Client;

  beforeAll(async () => {
    own = makeCertificate('IP:127.0.0.1');
    const folder = tempFolder();
    sockets = join(folder, 'so cket #1%');
    mkdirSync(sockets);
    // The server may run as another user.
    chmodSync(sockets, 0o777);
    const access = join(folder, 'access.conf');
    writeFileSync(access, 'local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n');
    server = await startPostgres({
      settings: {
        unix_socket_directories: sockets,
        ssl: 'on',
        ssl_cert_file: own.certificate,
        ssl_key_file: own.key,
        hba_file: access,
        fsync: 'off',
      },
    });
    admin = new Client({ host: sockets, port: server.port, user: 'postgres', database: 'postgres' });
    await admin.connect();
  });

  afterAll(async () => {
    await admin?.end();
    await server?.stop('immediate');
  });

  async function freshDatabase(name: string): Promise<string> {
    await admin.query(`CREATE DATABASE "${name.replaceAll('"', '""')}"`);
    return encodeURIComponent(name);
  }

  const texts = {
    V1__a: 'CREATE TABLE a (id int);',
    V2__b: '-- lockstep: transaction=none\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nVACUUM a;',
  };
  const onPostgres = { migrations: { postgres: 'postgres', sqlite: null } };
  const migrate = async (url: string): Promise<readonly string[]> =>
    endOf(migratorOn(url, await moduleOf(texts, onPostgres)).migrate());

  /** A long statement ends when its run is stopped: the request to cancel finds the way too. */
  async function expectToStop(url: string): Promise<void> {
    const module = await moduleOf({ ...texts, V3__c: 'SELECT pg_sleep(30);' }, onPostgres);
    const stop = new AbortController();
    const running = endOf(migratorOn(url, module).migrate({ signal: stop.signal }));
    const asleep = `SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'`;
    await expect.poll(async () => (await admin.query(asleep)).rowCount).toBe(1);
    const before = Date.now();
    stop.abort();
    expect(await running).toEqual([expect.stringMatching(/^INTERRUPTED: /)]);
    expect((await admin.query(asleep)).rowCount).toBe(0);
    // Before the patience with a request that nobody passes on ends.
    expect(Date.now() - before).toBeLessThan(1900);
  }

  test('over the socket, in either spelling of its folder', async () => {
    const database = await freshDatabase('over socket');
    const query = `postgres://postgres@/${database}?host=${encodeURIComponent(sockets)}&port=${server.port}`;
    expect(await migrate(query)).toEqual(applied);
    const host = `postgres://postgres@${encodeURIComponent(sockets)}:${server.port}/${database}`;
    expect(await migrate(host)).toEqual(['V1__a already-applied', 'V2__b already-applied']);
    await expectToStop(query);
  });

  test('a socket that is not there, or has too long a path, is unreachable', async () => {
    for (const folder of [join(sockets, 'absent'), `/tmp/${'x'.repeat(120)}`]) {
      const [end] = await migrate(`postgres://postgres@/postgres?host=${encodeURIComponent(folder)}`);
      expect(end).toMatch(/^DATABASE_UNREACHABLE: .*cannot connect to PostgreSQL at \//);
    }
  });

  test('a database may have any name', async () => {
    for (const name of [
      'a#b?c%d&e=f/g',
      'Größe 漢字 🦆',
      'Gro\u0308ße',
      `quo'te"d`,
      'MiXeD',
      ' ',
      'x'.repeat(63),
    ]) {
      const database = await freshDatabase(name);
      const url = `postgres://postgres@${encodeURIComponent(sockets)}:${server.port}/${database}`;
      expect(await migrate(url)).toEqual(applied);
      const connected = 'SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = $1';
      expect((await admin.query(connected, [name])).rows).toEqual([{ n: 1 }]);
    }
  });

  const overTls = (database: string, more: string): string =>
    `${server.url.replace(/\/postgres$/, `/${database}`)}?${more}`;

  test('over TLS, to a server that proves itself with the certificate that was named', async () => {
    const url = overTls(
      await freshDatabase('over TLS'),
      `sslmode=verify-full&sslrootcert=${encodeURIComponent(own.certificate)}`,
    );
    expect(await migrate(url)).toEqual(applied);
    await expectToStop(url);
  });

  test('over TLS without a proof, where that is said', async () => {
    expect(await migrate(overTls(await freshDatabase('unproved'), 'sslmode=no-verify'))).toEqual(applied);
  });

  test('is unreachable, and says what to do, where the proof is not enough', async () => {
    const refusal = async (more: string): Promise<unknown> => {
      const migrator = migratorOn(overTls('postgres', more), await moduleOf(texts, onPostgres));
      const error = await migrator.migrate().catch((failure: unknown) => failure);
      const { code, message, hint } = error as { code: string; message: string; hint: string };
      return [code, message.replace(/^.*\d\/postgres: /, ''), hint];
    };
    const stranger = encodeURIComponent(makeCertificate('IP:127.0.0.1').certificate);
    const rootOf = (mode: string, file: string): string => `sslmode=${mode}&sslrootcert=${file}`;
    const untrusted = [
      'DATABASE_UNREACHABLE',
      expect.stringMatching(/^self-signed certificate/),
      expect.stringContaining('add sslmode=verify-full&sslrootcert=FILE'),
    ];
    expect(await refusal('sslmode=verify-full')).toEqual(untrusted);
    expect(await refusal(rootOf('verify-full', stranger))).toEqual(untrusted);
    const unencrypted = [
      'DATABASE_UNREACHABLE',
      expect.stringMatching(/no encryption$/),
      expect.stringMatching(/^The server wants TLS: add sslmode=verify-full/),
    ];
    expect(await refusal('sslmode=disable')).toEqual(unencrypted);
    expect(await refusal('')).toEqual(unencrypted);
    expect(await refusal(rootOf('verify-full', '/absent.pem'))).toEqual([
      'CONFIG_INVALID',
      expect.stringMatching(/ENOENT.*\/absent\.pem/),
      expect.any(String),
    ]);
    // The certificate is for an address, not for this name of it.
    const byName = overTls('postgres', rootOf('verify-full', encodeURIComponent(own.certificate)));
    const migrator = migratorOn(byName.replace('127.0.0.1', 'localhost'), await moduleOf(texts, onPostgres));
    await expect(migrator.migrate()).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      hint: expect.stringContaining('a name that stands in the certificate'),
    });
  });

  test('is unreachable over TLS where it speaks none', async () => {
    const plain = inject('postgresUrl');
    const [end] = await migrate(`${plain}?sslmode=verify-full`);
    expect(end).toMatch(/^DATABASE_UNREACHABLE: .*does not support SSL/);
  });
});
