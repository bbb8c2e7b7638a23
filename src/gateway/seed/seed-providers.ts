import type { Repositories } from '../domain/store.ts';
import type { SeedFile } from './seed-file.ts';
import type { SeedTally } from './seed-tally.ts';

/** Brings every provider of the file to what the file says. */
export async function seedProviders(
  { providers }: Repositories,
  file: SeedFile,
  tally: SeedTally,
): Promise<void> {
  for (const wanted of file.providers) {
    const found = await providers.findBySlug(wanted.slug);
    if (found === null) {
      const { id } = await providers.create(wanted);
      tally.create({ type: 'provider', id }, wanted);
    } else {
      await tally.bring({ type: 'provider', id: found.id }, found, wanted, (change) =>
        providers.update(found.id, change),
      );
    }
  }
}
