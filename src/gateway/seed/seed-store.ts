import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../domain/store.ts';
import { Conflict, InvalidValue } from '../domain/store-error.ts';
import type { SeedFile } from './seed-file.ts';
import { seedMistake } from './seed-mistake.ts';
import { seedModels } from './seed-models.ts';
import { seedTeams, seedUsers } from './seed-people.ts';
import { seedProviders } from './seed-providers.ts';
import { type SeedCounts, SeedTally } from './seed-tally.ts';

/** Gateways that start together come each other's way once per entry at most. */
const mostTries = 20;

/**
 * Applies a declarative file in one unit of work, and returns what it did: nothing new where the file was applied before. The audit
 * log has an entry per row that was made or changed. What the
 * store has and the file has not is left alone. Throws CONFIG_INVALID where the file does not fit the store, and what the
 * store throws; nothing of it stays then.
 */
export async function seedStore(store: Store, file: SeedFile, signal: AbortSignal): Promise<SeedCounts> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await store.unitOfWork(
        async (repositories) => {
          const tally = new SeedTally();
          await seedProviders(repositories, file, tally);
          await seedModels(repositories, file, tally);
          await seedUsers(repositories, file, tally);
          await seedTeams(repositories, file, tally);
          for (const entry of tally.auditEntries()) await repositories.auditLog.append(entry);
          return tally.counts();
        },
        { signal },
      );
    } catch (error) {
      // Another gateway has created the same between the look and the write: the next look finds it.
      if (!(error instanceof Conflict) || attempt >= mostTries) throw asMistake(error);
      await sleep(Math.random() * 20 * Math.min(attempt, 10), undefined, { signal });
    }
  }
}

/** What the store will not take is a mistake in the file. */
function asMistake(error: unknown): unknown {
  return error instanceof Conflict || error instanceof InvalidValue
    ? seedMistake(error.message, error)
    : error;
}
