import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
  StillReferenced,
} from '../../../src/gateway/domain/store-error.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

/** Models and the names under which they are found. */
export function testModels(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);

  test('a model comes back as it was given, with the defaults', async () => {
    const { store, unique } = subject();
    const slug = unique('model-');
    const created = await store.models.create({ slug, name: 'Ünï 🜁', contextTokens: 1_000_000_000 });
    expect(created).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      slug,
      name: 'Ünï 🜁',
      modality: 'chat',
      contextTokens: 1_000_000_000,
      maxOutputTokens: null,
      capabilities: [],
      status: 'available',
      createdAt: created.updatedAt,
      updatedAt: expect.any(Date),
    });
    expect(await store.models.find(created.id)).toEqual(created);
    expect(await store.models.findBySlug(slug)).toEqual(created);
  });

  test('what breaks a rule of the table is refused', async () => {
    const { models } = subject().store;
    const model = await rows.model();
    const good = { slug: subject().unique('model-'), name: 'x', contextTokens: 1 };
    await expect(models.create({ ...good, contextTokens: 0 })).rejects.toThrow(InvalidValue);
    await expect(models.create({ ...good, contextTokens: 1_000_000_001 })).rejects.toThrow(InvalidValue);
    await expect(models.create({ ...good, contextTokens: 1.5 })).rejects.toThrow(InvalidValue);
    await expect(models.create({ ...good, maxOutputTokens: 0 })).rejects.toThrow(InvalidValue);
    await expect(models.create({ ...good, slug: 'Upper' })).rejects.toThrow(InvalidValue);
    await expect(models.create({ ...good, capabilities: null })).rejects.toThrow(InvalidValue);
    await expect(models.create({ ...good, slug: model.slug })).rejects.toThrow(Conflict);
    expect(await models.findBySlug(good.slug)).toBeNull();
  });

  test('a change sets what it names, to null as well', async () => {
    const { models } = subject().store;
    const before = await rows.model();
    const some = await models.update(before.id, { maxOutputTokens: 4096, capabilities: { b: 1, a: [null] } });
    expect(some).toEqual({
      ...before,
      maxOutputTokens: 4096,
      capabilities: { a: [null], b: 1 },
      updatedAt: some.updatedAt,
    });
    expect((await models.update(before.id, { maxOutputTokens: null })).maxOutputTokens).toBeNull();
    expect((await models.update(before.id, { status: 'retired' })).capabilities).toEqual({ a: [null], b: 1 });
    await expect(models.update(randomUUID(), { name: 'x' })).rejects.toThrow(NotFound);
  });

  test('a name is resolved in either case, as a slug first and then as an alias', async () => {
    const { store, unique } = subject();
    const { models } = store;
    const [first, second] = [await rows.model(), await rows.model()];
    const alias = unique('alias-é-');
    await models.addAlias({ alias, modelId: first.id });
    expect(await models.resolve(alias.replace('alias', 'ALIAS'))).toEqual(first);
    expect(await models.resolve(alias.replace('é', 'É'))).toBeNull();
    expect(await models.resolve(second.slug.toUpperCase())).toEqual(second);
    await models.addAlias({ alias: second.slug, modelId: first.id });
    expect(await models.resolve(second.slug)).toEqual(second);
    await models.remove(second.id);
    expect(await models.resolve(second.slug)).toEqual(first);
    await models.removeAlias(alias);
    expect(await models.resolve(alias)).toBeNull();
    expect(await models.resolve('')).toBeNull();
  });

  test('an alias is taken once, by a model that is there, in lower case', async () => {
    const { store, unique } = subject();
    const { models } = store;
    const [first, second] = [await rows.model(), await rows.model()];
    const alias = unique('alias-');
    const added = await models.addAlias({ alias, modelId: first.id });
    expect(added).toEqual({ alias, modelId: first.id, createdAt: expect.any(Date) });
    await expect(models.addAlias({ alias, modelId: second.id })).rejects.toThrow(Conflict);
    await expect(models.addAlias({ alias, modelId: first.id })).rejects.toThrow(Conflict);
    await expect(models.addAlias({ alias: `${alias}X`, modelId: first.id })).rejects.toThrow(InvalidValue);
    await expect(models.addAlias({ alias: '', modelId: first.id })).rejects.toThrow(InvalidValue);
    const nowhere = models.addAlias({ alias: unique('alias-'), modelId: randomUUID() });
    await expect(nowhere).rejects.toThrow(MissingReference);
    for (const more of ['_', '-', 'a']) await models.addAlias({ alias: alias + more, modelId: first.id });
    const aliases = (await models.listAliases(first.id)).map((each) => each.alias);
    expect(aliases).toEqual([alias, `${alias}-`, `${alias}_`, `${alias}a`]);
    expect(await models.listAliases(second.id)).toEqual([]);
    await expect(models.removeAlias(unique('alias-'))).rejects.toThrow(NotFound);
  });

  test('lists are by slug; a search looks at names and slugs', async () => {
    const { store, unique } = subject();
    const { models } = store;
    const mark = unique('mark');
    for (const end of ['b', '_', 'a'])
      await models.create({ slug: mark + end, name: `${mark} 100%`, contextTokens: 1 });
    const slugsOf = (found: readonly { readonly slug: string }[]): readonly string[] =>
      found.map(({ slug }) => slug).filter((slug) => slug.startsWith(mark));
    expect(slugsOf(await models.list())).toEqual([`${mark}_`, `${mark}a`, `${mark}b`]);
    expect(slugsOf(await models.search(`${mark.toUpperCase()} 100%`))).toHaveLength(3);
    expect(slugsOf(await models.search(`${mark}_`))).toEqual([`${mark}_`]);
  });

  test('a model goes with its aliases and routes, but not with its prices', async () => {
    const { models, prices, routes } = subject().store;
    const route = await rows.route();
    const alias = subject().unique('alias-');
    await models.addAlias({ alias, modelId: route.modelId });
    const price = await prices.add({
      modelId: route.modelId,
      effectiveFrom: subject().now(),
      inputMicrosPerMtok: 1,
      cachedInputMicrosPerMtok: 1,
      outputMicrosPerMtok: 1,
    });
    await expect(models.remove(route.modelId)).rejects.toThrow(StillReferenced);
    expect(await models.resolve(alias)).not.toBeNull();
    await prices.remove(price.id);
    await models.remove(route.modelId);
    expect(await models.resolve(alias)).toBeNull();
    expect(await routes.find(route.id)).toBeNull();
    await expect(models.remove(route.modelId)).rejects.toThrow(NotFound);
  });
}
