import { LockstepError } from '../../index.ts';
import type { Model } from '../domain/models.ts';
import type { Repositories } from '../domain/store.ts';
import { StillReferenced } from '../domain/store-error.ts';
import type { SeedFile, SeedModel } from './seed-file.ts';
import { seedMistake } from './seed-mistake.ts';
import type { SeedTally } from './seed-tally.ts';

/** Brings every model of the file, with aliases, routes and prices, to what the file says. */
export async function seedModels(
  repositories: Repositories,
  file: SeedFile,
  tally: SeedTally,
): Promise<void> {
  const { models } = repositories;
  for (const { aliases, routes, prices, ...wanted } of file.models) {
    const found = await models.findBySlug(wanted.slug);
    const model = found ?? (await models.create(wanted));
    const target = { type: 'model', id: model.id };
    if (found === null) tally.create(target, wanted);
    else await tally.bring(target, found, wanted, (change) => models.update(found.id, change));
    await seedAliases(repositories, model, aliases, tally);
    await seedRoutes(repositories, model, routes, tally);
    await seedPrices(repositories, model, prices, tally);
  }
}

async function seedAliases(
  { models }: Repositories,
  model: Model,
  aliases: SeedModel['aliases'],
  tally: SeedTally,
): Promise<void> {
  for (const alias of aliases) {
    const holder = await models.resolve(alias);
    if (holder?.slug === alias) throw seedMistake(`${model.slug}: the alias ${alias} is the slug of a model`);
    if (holder?.id === model.id) {
      tally.keep();
      continue;
    }
    if (holder !== null) await models.removeAlias(alias);
    await models.addAlias({ alias, modelId: model.id });
    tally.create({ type: 'model_alias', id: alias }, { modelId: model.id });
  }
}

async function seedRoutes(
  { routes, providers }: Repositories,
  model: Model,
  entries: SeedModel['routes'],
  tally: SeedTally,
): Promise<void> {
  const known = await routes.list(model.id);
  for (const { provider: slug, ...wanted } of entries) {
    const provider = await providers.findBySlug(slug);
    if (provider === null) throw seedMistake(`${model.slug}: no provider has the slug ${slug}`);
    const found = known.find(
      ({ providerId, upstreamModel }) => providerId === provider.id && upstreamModel === wanted.upstreamModel,
    );
    if (found === undefined) {
      const route = { ...wanted, modelId: model.id, providerId: provider.id };
      const { id } = await routes.create(route);
      tally.create({ type: 'route', id }, route);
    } else {
      await tally.bring({ type: 'route', id: found.id }, found, wanted, (change) =>
        routes.update(found.id, change),
      );
    }
  }
}

/** A price that nobody has paid may be corrected; one that stands in the ledger stays what it was. */
async function seedPrices(
  { prices }: Repositories,
  model: Model,
  entries: SeedModel['prices'],
  tally: SeedTally,
): Promise<void> {
  const known = await prices.list(model.id);
  for (const { from, ...wanted } of entries) {
    const added = { ...wanted, modelId: model.id, effectiveFrom: from };
    const found = known.find(({ effectiveFrom }) => effectiveFrom.getTime() === from.getTime());
    if (found === undefined) {
      const { id } = await prices.add(added);
      tally.create({ type: 'price', id }, { ...wanted, effectiveFrom: from });
      continue;
    }
    await tally.bring({ type: 'price', id: found.id }, found, wanted, async () => {
      try {
        await prices.remove(found.id);
      } catch (error) {
        if (error instanceof StillReferenced) throw usedPrice(model, from);
        throw error;
      }
      await prices.add({ ...added, id: found.id });
    });
  }
}

function usedPrice({ slug }: Model, from: Date): LockstepError {
  return seedMistake(
    `${slug}: the price from ${from.toISOString()} has been paid already; leave it and begin another one`,
  );
}
