import { LockstepError } from '../core/errors.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { Database } from '../drivers/open.ts';
import { untilReachable } from './open-databases.ts';
import { readState } from './read-state.ts';
import { refuseUnfitModules } from './refuse-unfit-modules.ts';
import type { DatabaseReading } from './report-run.ts';
import type { ModuleState, Run } from './run.ts';

/**
 * What every database says about every module, without writing anything. With `tolerant` a database that cannot be
 * reached carries its error; else DATABASE_UNREACHABLE is thrown. Throws CONFIG_INVALID for modules that cannot be told
 * apart there, and what `loadModule` throws where the scripts of an engine are read only now.
 */
export async function readDatabases(
  run: Pick<Run, 'databases' | 'waitMs' | 'lockTimeoutMs' | 'signal' | 'emit' | 'lockWatch'>,
  modules: readonly LoadedModule[],
  tolerant: boolean,
): Promise<readonly DatabaseReading[]> {
  refuseUnfitModules(modules);
  // A database is judged by the scripts of its engine, whatever `loadModule` was asked for.
  for (const module of modules) module.readScripts?.(run.databases.map(({ address }) => address.engine));
  const readStates = async (database: Database, isRetry: boolean): Promise<readonly ModuleState[]> => {
    const session = await database.session({ create: false, signal: run.signal });
    if (isRetry) await session?.reconnect();
    const states: ModuleState[] = [];
    for (const module of modules) {
      const state = await readState(run, database, session, module);
      if (state !== null) states.push(state);
    }
    return states;
  };
  const read = async (database: Database): Promise<DatabaseReading> => {
    const { address } = database;
    try {
      let attempt = 0;
      const states = await untilReachable(run, database, () => readStates(database, attempt++ > 0));
      return { address, states, error: null };
    } catch (error) {
      if (!(error instanceof LockstepError) || error.code !== 'DATABASE_UNREACHABLE') throw error;
      if (tolerant) return { address, states: [], error };
      // A report has it beside the database's name; a database without a name has its URL for one.
      const named = address.name !== address.redacted;
      throw named ? error.with({ message: `${address.name}: ${error.message}` }) : error;
    }
  };
  // All are waited for, so that none is left in mid air when one of them fails.
  const settled = await Promise.allSettled(run.databases.map(read));
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
