import { LockstepError, migrateOnStartup, parseAddress } from '../../index.ts';
import type { GatewayConfiguration } from '../configuration/configuration.ts';
import { unknownVariables } from '../configuration/read-configuration.ts';
import { openStore } from '../open-store.ts';
import { readSeedFile } from '../seed/read-seed-file.ts';
import type { SeedFile } from '../seed/seed-file.ts';
import { seedStore } from '../seed/seed-store.ts';
import { createApp } from '../server/create-app.ts';
import { listen } from '../server/listen.ts';
import { createLog, type Log } from '../server/log.ts';
import { createReadinessProbe } from '../server/readiness-probe.ts';
import { createSchemaCheck } from '../server/schema-check.ts';
import { loadStoreModules } from '../store-module.ts';
import type { Host } from './host.ts';

/** How long an end may take; each counts from the end of the one before it. */
export interface StopLimits {
  /** Requests in flight. Defaults to 10,000. */
  readonly requestsMs?: number;
  /** What the store has under way, and what a start has asked the database: 1,000. */
  readonly databaseMs?: number;
}

/**
 * Serves until the signal, and returns 0 then, whatever the database does. In this order: configuration, migrate, open the store, seed, bind; nothing is
 * served before all of it is done. Throws what stopped the start; INTERRUPTED where that was the signal.
 */
export async function serve(
  configuration: GatewayConfiguration,
  { env, stderr, signal }: Host,
  { requestsMs = 10_000, databaseMs = 1000 }: StopLimits = {},
): Promise<number> {
  const log = createLog(stderr);
  for (const name of unknownVariables(env)) log.warn('unknown variable', { name });
  const { databaseUrl, runMigrations, onNewer, migrateCommand } = configuration;
  const { redacted } = parseAddress(databaseUrl, { folder: process.cwd() });
  // A mistake in the file is told before anything is written.
  const seedFile = await readSeed(configuration, log);
  const question = { modules: await loadStoreModules(databaseUrl), onNewer, command: migrateCommand };

  const mode = runMigrations ? 'auto' : 'verify';
  log.info('migrating', { database: redacted, mode });
  const tell = { info: (text: string) => log.info(text), warn: (text: string) => log.warn(text) };
  const { outcome } = await migrateOnStartup({ ...question, database: databaseUrl, mode, log: tell, signal });
  log.info('migrated', { outcome });

  const inTime = <T>(work: Promise<T>): Promise<T> => untilStopped(work, signal, databaseMs);
  const store = await inTime(openStore(databaseUrl));
  const check = createSchemaCheck(databaseUrl, question);
  try {
    log.info('store opened');
    if (seedFile !== null) log.info('seeded', { ...(await inTime(seedStore(store, seedFile, signal))) });
    const app = createApp({
      store,
      probe: createReadinessProbe(check.look),
      adminToken: configuration.adminToken,
      log,
    });
    if (signal.aborted) throw stoppedBeforeServing(signal);
    const server = await listen(app, { ...configuration, stopLimitMs: requestsMs });
    log.info('listening', { url: server.url, admin: configuration.adminToken === null ? 'off' : 'on' });
    log.info('stopping', { signal: await nameOfStop(signal) });
    const { cutOff } = await server.close();
    if (cutOff) log.warn('requests were cut off');
  } finally {
    await Promise.all([store.close({ limitMs: databaseMs }), check[Symbol.asyncDispose]()]);
  }
  log.info('stopped');
  return 0;
}

async function readSeed(
  { seedConfig, configFile }: GatewayConfiguration,
  log: Log,
): Promise<SeedFile | null> {
  if (seedConfig && configFile !== null) return readSeedFile(configFile);
  log.info('nothing is seeded', { reason: seedConfig ? 'GATEWAY_CONFIG is not set' : 'it is switched off' });
  return null;
}

/** Returns what the signal's reason says, once it is aborted. */
async function nameOfStop(signal: AbortSignal): Promise<string> {
  if (!signal.aborted)
    await new Promise((stopped) => signal.addEventListener('abort', stopped, { once: true }));
  return signal.reason instanceof Error ? signal.reason.message : String(signal.reason);
}

/** Returns what the work does. Throws INTERRUPTED where that comes too long after the signal: a silent database hears none. */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const begin = (): void => {
    timer = setTimeout(() => reject(stoppedBeforeServing(signal)), limitMs);
  };
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    signal.removeEventListener('abort', begin);
    clearTimeout(timer);
  }
}

function stoppedBeforeServing({ reason }: AbortSignal): LockstepError {
  return new LockstepError('INTERRUPTED', 'Stopped before anything was served; the schema is current', {
    cause: reason,
  });
}
