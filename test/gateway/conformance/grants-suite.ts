import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiKeyOwner } from '../../../src/gateway/domain/api-keys.ts';
import type { Grantee } from '../../../src/gateway/domain/grants.ts';
import { Conflict, MissingReference, NotFound } from '../../../src/gateway/domain/store-error.ts';
import { openParents, type Parents } from '../stores/parents.ts';
import type { StoreSubject } from './describe-stores.ts';

/** Which key may use which model. */
export function testGrants(subject: () => StoreSubject): void {
  let parents: Parents;
  beforeAll(async () => {
    parents = await openParents(subject().database.url);
  });
  afterAll(() => parents[Symbol.asyncDispose]());

  const models = async (count: number): Promise<readonly string[]> => {
    const ids: string[] = [];
    while (ids.length < count) ids.push(await parents.model());
    return ids.sort();
  };
  const newKey = async (owner: ApiKeyOwner): Promise<{ readonly id: string; readonly keyHash: string }> => {
    const keyHash = randomBytes(32).toString('hex');
    const { id } = await subject().store.apiKeys.create({ name: 'k', keyPrefix: 'p', keyHash, owner });
    return { id, keyHash };
  };
  const grant = (kind: Grantee['kind'], id: string, modelId: string): Promise<unknown> =>
    subject().store.grants.grant({ modelId, grantee: { kind, id } });

  test('a grant comes back as it was given, in the lists of its grantee and of its model', async () => {
    const { grants } = subject().store;
    const userId = await parents.user();
    const [low, high] = await models(2);
    const key = await newKey({ kind: 'user', id: userId });
    const teamId = await parents.team();
    const grantees: readonly Grantee[] = [
      { kind: 'user', id: userId },
      { kind: 'team', id: teamId },
      { kind: 'api_key', id: key.id },
    ];
    const given: unknown[] = [];
    for (const grantee of grantees) {
      const later = await grants.grant({ modelId: high!, grantee, grantedBy: userId });
      const { id, createdAt } = later;
      expect(later).toEqual({ id, createdAt, modelId: high, grantee, grantedBy: userId });
      const first = await grants.grant({ modelId: low!, grantee });
      expect(first.grantedBy).toBeNull();
      expect(await grants.listOf(grantee)).toEqual([first, later]);
      given.push(later);
    }
    expect(await grants.listOfModel(high!)).toEqual(given);
    expect(await grants.listOfModel(randomUUID())).toEqual([]);
  });

  test('a model is granted once to each, to those who are there', async () => {
    const userId = await parents.user();
    const [modelId] = await models(1);
    await grant('user', userId, modelId!);
    await expect(grant('user', userId, modelId!)).rejects.toThrow(Conflict);
    await expect(grant('user', userId, randomUUID())).rejects.toThrow(MissingReference);
    for (const kind of ['user', 'team', 'api_key'] as const)
      await expect(grant(kind, randomUUID(), modelId!)).rejects.toThrow(MissingReference);
  });

  test('what is taken back is gone, and cannot be taken back twice', async () => {
    const { grants } = subject().store;
    const grantee = { kind: 'team', id: await parents.team() } as const;
    const [modelId] = await models(1);
    await grants.grant({ modelId: modelId!, grantee });
    await grants.revoke(grantee, modelId!);
    expect(await grants.listOf(grantee)).toEqual([]);
    await expect(grants.revoke(grantee, modelId!)).rejects.toThrow(NotFound);
  });

  test('a key may use what is granted to whom it is billed to', async () => {
    const { grants, apiKeys } = subject().store;
    const [userId, teamId] = [await parents.user(), await parents.team()];
    const [ofUser, ofTeam, both] = await models(3);
    for (const modelId of [both!, ofUser!]) await grant('user', userId, modelId);
    for (const modelId of [both!, ofTeam!]) await grant('team', teamId, modelId);
    const accountId = await parents.serviceAccount(teamId);
    const expected = [
      [await newKey({ kind: 'user', id: userId }), [ofUser, both]],
      [await newKey({ kind: 'team', id: teamId }), [ofTeam, both]],
      [await newKey({ kind: 'service_account', id: accountId }), [ofTeam, both]],
    ] as const;
    for (const [{ id, keyHash }, usable] of expected) {
      expect(await grants.modelsOfKey(id)).toEqual(usable);
      expect((await apiKeys.lookUp(keyHash, subject().now()))?.models).toEqual(usable);
      const judged = [ofUser, ofTeam, both].map((modelId) => grants.isGranted(id, modelId!));
      expect(await Promise.all(judged)).toEqual([ofUser, ofTeam, both].map((id) => usable.includes(id)));
    }
  });

  test('a key with grants of its own may use those and no others, until the last one is taken back', async () => {
    const { grants, apiKeys } = subject().store;
    const userId = await parents.user();
    const [shared, own, elsewhere] = await models(3);
    await grant('user', userId, shared!);
    const key = await newKey({ kind: 'user', id: userId });
    const sibling = await newKey({ kind: 'user', id: userId });
    await grant('api_key', key.id, own!);
    await grant('api_key', sibling.id, elsewhere!);
    expect(await grants.modelsOfKey(key.id)).toEqual([own]);
    expect((await apiKeys.lookUp(key.keyHash, subject().now()))?.models).toEqual([own]);
    expect(await grants.isGranted(key.id, shared!)).toBe(false);
    await grants.revoke({ kind: 'api_key', id: key.id }, own!);
    expect(await grants.modelsOfKey(key.id)).toEqual([shared]);
  });

  test('a key that is not there may use nothing', async () => {
    const { grants } = subject().store;
    const [modelId] = await models(1);
    expect(await grants.modelsOfKey(randomUUID())).toEqual([]);
    expect(await grants.isGranted(randomUUID(), modelId!)).toBe(false);
  });
}
