import type { EventListener } from '../core/events.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { ScratchDatabase } from '../drivers/scratch/scratch.ts';

/** Returns what tells that the step at a place of a module's chain begins; beyond the last one it says nothing. */
export function tellSteps(
  onEvent: EventListener | undefined,
  { database }: ScratchDatabase,
  { name, chain }: LoadedModule,
): (place: number) => void {
  return (index) => {
    const migration = chain[index];
    if (migration === undefined) return;
    onEvent?.({
      type: 'migration-started',
      database: database.address.name,
      module: name,
      migration: migration.name,
      category: migration.category,
      index,
      count: chain.length,
    });
  };
}
