import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { NewProvider } from '../../../src/gateway/domain/providers.ts';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
} from '../../../src/gateway/domain/store-error.ts';
import { describeStores } from './describe-stores.ts';

describeStores('the providers', (subject) => {
  const newProvider = (more: Partial<NewProvider> = {}): NewProvider => ({
    slug: subject().unique('provider-'),
    name: 'A provider',
    kind: 'openai',
    baseUrl: 'https://example.test/v1',
    ...more,
  });

  test('a provider comes back as it was given, with the defaults', async () => {
    const { providers } = subject().store;
    const settings = { b: [1, 'x', null], a: { deep: true } };
    const created = await providers.create(newProvider({ name: 'Ünï 🜁 ', settings }));
    expect(created).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      slug: created.slug,
      name: 'Ünï 🜁 ',
      kind: 'openai',
      baseUrl: 'https://example.test/v1',
      status: 'enabled',
      settings: { a: { deep: true }, b: [1, 'x', null] },
      createdAt: created.updatedAt,
      updatedAt: expect.any(Date),
    });
    expect(await providers.find(created.id)).toEqual(created);
    expect(await providers.findBySlug(created.slug)).toEqual(created);
  });

  test('one that is not there is null, and cannot be changed or removed', async () => {
    const { providers } = subject().store;
    expect(await providers.find(randomUUID())).toBeNull();
    expect(await providers.findBySlug('')).toBeNull();
    await expect(providers.update(randomUUID(), { name: 'x' })).rejects.toThrow(NotFound);
    await expect(providers.remove(randomUUID())).rejects.toThrow(NotFound);
  });

  test('a slug is taken once, and is lower case', async () => {
    const { providers } = subject().store;
    const { slug } = await providers.create(newProvider());
    await expect(providers.create(newProvider({ slug }))).rejects.toThrow(Conflict);
    await expect(providers.create(newProvider({ slug: slug.toUpperCase() }))).rejects.toThrow(InvalidValue);
    await expect(providers.create(newProvider({ name: '' }))).rejects.toThrow(InvalidValue);
    await expect(providers.create(newProvider({ kind: 'other' as 'openai' }))).rejects.toThrow(InvalidValue);
    await expect(providers.create(newProvider({ name: 'a\0b' }))).rejects.toThrow(InvalidValue);
  });

  test('a change sets what it names and the time, and leaves the rest', async () => {
    const { providers } = subject().store;
    const before = await providers.create(newProvider());
    const after = await providers.update(before.id, { status: 'disabled' });
    expect(after).toEqual({ ...before, status: 'disabled', updatedAt: after.updatedAt });
    expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
  });

  test('a search finds A to Z in either case, other letters as they are, and no pattern', async () => {
    const { store, unique } = subject();
    const mark = unique('mark');
    const names = [`${mark} ÄB_c%`, `${mark.toUpperCase()} äB_C%`, `${mark}`];
    for (const name of names) await store.providers.create(newProvider({ name }));
    const namesOf = async (text: string): Promise<readonly string[]> =>
      (await store.providers.search(text)).map(({ name }) => name);
    expect(await namesOf(mark)).toEqual(names);
    expect(await namesOf(`${mark} äb_c%`)).toEqual([names[1]]);
    expect(await namesOf(`${mark}%`)).toEqual([]);
  });

  test('one credential of a provider is active; activating another retires it', async () => {
    const { providers } = subject().store;
    const { id: providerId } = await providers.create(newProvider());
    const add = (label: string): ReturnType<typeof providers.addCredential> =>
      providers.addCredential({ providerId, label, ciphertext: Uint8Array.of(0, 255, 10) });
    const [b, a] = [await add('b'), await add('a')];
    expect(a).toMatchObject({ keyVersion: 1, status: 'standby', rotatedAt: null });
    await providers.activateCredential(a.id);
    expect(await providers.activateCredential(b.id)).toMatchObject({
      status: 'active',
      rotatedAt: expect.any(Date),
    });
    expect((await providers.listCredentials(providerId)).map(({ label, status }) => [label, status])).toEqual(
      [
        ['a', 'retired'],
        ['b', 'active'],
      ],
    );
    await expect(providers.activateCredential(a.id)).rejects.toThrow(Conflict);
    await expect(add('a')).rejects.toThrow(Conflict);
    expect(await providers.activateCredential(b.id)).toMatchObject({ status: 'active' });
    const ciphertext = new Uint8Array();
    const nowhere = providers.addCredential({ providerId: randomUUID(), label: 'a', ciphertext });
    await expect(nowhere).rejects.toThrow(MissingReference);
  });

  test('of credentials that are activated at once, one stays active and none is refused', async () => {
    const { store, database } = subject();
    const rival = await database.open();
    for (let round = 0; round < 3; round++) {
      const { id: providerId } = await store.providers.create(newProvider());
      const [old, a, b] = await Promise.all(
        ['old', 'a', 'b'].map((label) =>
          store.providers.addCredential({ providerId, label, ciphertext: Uint8Array.of(1) }),
        ),
      );
      if (round > 0) await store.providers.activateCredential(old!.id);
      await Promise.all([
        store.providers.activateCredential(a!.id),
        rival.providers.activateCredential(b!.id),
      ]);
      const statuses = (await store.providers.listCredentials(providerId)).map(({ status }) => status);
      expect(statuses.toSorted()).toEqual(['active', 'retired', round > 0 ? 'retired' : 'standby']);
    }
  });

  test('a provider goes with its credentials', async () => {
    const { providers } = subject().store;
    const { id } = await providers.create(newProvider());
    await providers.addCredential({ providerId: id, label: 'a', ciphertext: Uint8Array.of(1) });
    await providers.remove(id);
    expect(await providers.find(id)).toBeNull();
    expect(await providers.listCredentials(id)).toEqual([]);
  });
});
