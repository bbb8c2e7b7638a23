import { randomBytes } from 'node:crypto';
import { runCluster } from './run-cluster.ts';

/** The PostgreSQL that all test files share, or why there is none. */
export interface ProvidedPostgres {
  /** The superuser's URL; empty where there is none. */
  readonly url: string;
  /** The reason that skipped tests give, or null where there is a server. */
  readonly missing: string | null;
  /** Ends what `sweep` does not know of. */
  readonly stop: () => Promise<void>;
}

const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '300' };

/** The major that the tests start: LOCKSTEP_TEST_POSTGRES_MAJOR. Defaults to 18. */
export function testedMajor(): number {
  return Number(process.env['LOCKSTEP_TEST_POSTGRES_MAJOR'] || '18');
}

/**
 * Returns, in this order: the server of LOCKSTEP_TEST_POSTGRES_URL; a container with LOCKSTEP_TEST_POSTGRES=container;
 * none with LOCKSTEP_TEST_POSTGRES=none; else an embedded one.
 */
export async function providePostgres(runFolder: string): Promise<ProvidedPostgres> {
  const { LOCKSTEP_TEST_POSTGRES_URL: url, LOCKSTEP_TEST_POSTGRES: kind } = process.env;
  const stop = async (): Promise<void> => undefined;
  if (url) return { url, missing: null, stop };
  switch (kind || 'embedded') {
    case 'container':
      return runContainer();
    case 'none':
      return { url: '', missing: 'LOCKSTEP_TEST_POSTGRES=none: this run has no PostgreSQL', stop };
    case 'embedded': {
      const server = await runCluster({ runFolder, settings, major: testedMajor() });
      return { url: server.url, missing: null, stop };
    }
    default:
      throw new Error(`LOCKSTEP_TEST_POSTGRES is ${kind}; it takes container, embedded or none`);
  }
}

/** An official image, or another that takes the same variables. Whoever is killed leaves it to testcontainers' reaper. */
async function runContainer(): Promise<ProvidedPostgres> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const password = randomBytes(12).toString('hex');
  const image = process.env['LOCKSTEP_TEST_POSTGRES_IMAGE'] || `postgres:${testedMajor()}`;
  const container = await new GenericContainer(image)
    .withEnvironment({
      POSTGRES_PASSWORD: password,
      // The text order and upper() of the embedded server.
      POSTGRES_INITDB_ARGS: '--encoding=UTF8 --lc-collate=C --lc-ctype=C.UTF-8',
    })
    .withCommand([
      'postgres',
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ])
    .withExposedPorts(5432)
    // Twice: first the image's own set-up runs a server that takes no connections from outside.
    .withWaitStrategy(Wait.forLogMessage('database system is ready to accept connections', 2))
    .start();
  console.log(`PostgreSQL for the tests: a container of ${image}`);
  return {
    url: `postgres://postgres:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`,
    missing: null,
    stop: async () => void (await container.stop()),
  };
}
