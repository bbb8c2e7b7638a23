import { checkReadiness, LockstepError, migrateOnStartup, parseAddress } from '../../index.ts';
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
import { loadStoreModules } from '../store-module.ts';
import type { Host } from './host.ts';

/**
 * Serves until the signal, and returns 0 then. In this order: configuration, migrate, open the store, seed, bind; nothing is
 * served before all of it is done. Throws what stopped the start; INTERRUPTED where that was the signal.
 */
export async function serve(
  configuration: GatewayConfiguration,
  { env, stderr, signal }: Host,
): Promise<number> {
  const log = createLog(stderr);
  for (const name of unknownVariables(env)) log.warn('unknown variable', { name });
  const { databaseUrl, runMigrations, onNewer, migrateCommand } = configuration;
  const { redacted } = parseAddress(databaseUrl, { folder: process.cwd() });
  // A mistake in the file is told before anything is written.
  const seedFile = await readSeed(configuration, log);
  const schema = {
    database: databaseUrl,
    modules: await loadStoreModules(),
    onNewer,
    command: migrateCommand,
  };

  const mode = runMigrations ? 'auto' : 'verify';
  log.info('migrating', { database: redacted, mode });
  const tell = { info: (text: string) => log.info(text), warn: (text: string) => log.warn(text) };
  const { outcome } = await migrateOnStartup({ ...schema, mode, log: tell, signal });
  log.info('migrated', { outcome });

  const store = await openStore(databaseUrl);
  try {
    log.info('store opened');
    if (seedFile !== null) log.info('seeded', { ...(await seedStore(store, seedFile, signal)) });
    const app = createApp({
      store,
      probe: createReadinessProbe((limit) => checkReadiness({ ...schema, signal: limit })),
      adminToken: configuration.adminToken,
      log,
    });
    if (signal.aborted) throw stoppedBeforeServing(signal);
    const server = await listen(app, configuration);
    log.info('listening', { url: server.url, admin: configuration.adminToken === null ? 'off' : 'on' });
    log.info('stopping', { signal: await nameOfStop(signal) });
    const { cutOff } = await server.close();
    if (cutOff) log.warn('requests were cut off');
  } finally {
    await store.close();
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

function stoppedBeforeServing({ reason }: AbortSignal): LockstepError {
  return new LockstepError('INTERRUPTED', 'Stopped before anything was served; the schema is current', {
    cause: reason,
  });
}
