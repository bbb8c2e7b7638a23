import type { Address } from '../core/address.ts';
import type { Engine } from '../core/engine.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { OpenTwin } from '../drift/compare-with-replay.ts';
import { type Database, databaseAt } from '../drivers/open.ts';
import { openSqliteScratch } from '../drivers/scratch/open-scratch.ts';
import type { ScratchServer } from '../drivers/scratch/scratch.ts';
import { loadModule } from '../files/load-module.ts';
import { parseAddress } from '../modules/parse-address.ts';
import { resolveDatabases } from '../modules/resolve-databases.ts';
import type { CommandContext, GlobalOptions } from './command.ts';
import { openConfig } from './open-config.ts';
import { openPostgres, scratchAddress } from './open-scratch.ts';

/** The live databases and the modules that a command line names, and where their twins come from. */
export interface OpenedLive extends AsyncDisposable {
  readonly databases: readonly Database[];
  /** All modules of the configuration: they share databases. */
  readonly modules: readonly LoadedModule[];
  /** Names of those that the command line names. */
  readonly selected: readonly string[];
  readonly openTwin: OpenTwin;
}

/** Returns what a command works on that compares live databases with replays. Throws CONFIG_INVALID and the codes of files. */
export async function openLive(
  options: GlobalOptions & { readonly scratch?: string },
  { cwd, env }: CommandContext,
): Promise<OpenedLive> {
  const { config, folder, select } = await openConfig(options, cwd);
  const addresses = resolveDatabases({ config, folder, cwd, requested: options.database ?? [], env });
  const selected = select(addresses.map(({ engine }) => engine));
  const modules: LoadedModule[] = [];
  for (const module of config.modules) modules.push(await loadModule(module, folder));
  const databases = addresses.map(databaseAt);
  const { scratch: url } = options;
  const twins: Readonly<
    Record<Engine, (live: Address, version: string, stop: AbortSignal) => Promise<ScratchServer>>
  > = {
    // What a server prints of its catalog is its major's.
    postgres: (_live, version, stop) => {
      const address =
        url === undefined
          ? parseAddress(`embedded:postgres@${Number.parseInt(version, 10)}`, { folder })
          : scratchAddress({ config, folder, cwd, url });
      return openPostgres(address, url === undefined, stop);
    },
    sqlite: ({ driver }) => openSqliteScratch(driver),
  };
  const never = new AbortController().signal;
  return {
    databases,
    modules,
    selected: selected.map(({ name }) => name),
    openTwin: ({ address }, version, signal) => twins[address.engine](address, version, signal ?? never),
    async [Symbol.asyncDispose]() {
      for (const database of databases) await database[Symbol.asyncDispose]();
    },
  };
}
