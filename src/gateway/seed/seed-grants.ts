import type { Grantee } from '../domain/grants.ts';
import type { Repositories } from '../domain/store.ts';
import { seedMistake } from './seed-mistake.ts';
import type { SeedTally } from './seed-tally.ts';

/** Grants every model of the list to a user or a team. What was granted beside it stays granted. */
export async function seedGrants(
  { grants, models }: Repositories,
  grantee: Grantee,
  slugs: readonly string[],
  tally: SeedTally,
): Promise<void> {
  if (slugs.length === 0) return;
  const known = await grants.listOf(grantee);
  for (const slug of slugs) {
    const model = await models.findBySlug(slug);
    if (model === null) throw seedMistake(`grants: no model has the slug ${slug}`);
    if (known.some(({ modelId }) => modelId === model.id)) {
      tally.keep();
    } else {
      const wanted = { modelId: model.id, grantee };
      const { id } = await grants.grant(wanted);
      tally.create({ type: 'grant', id }, wanted);
    }
  }
}
