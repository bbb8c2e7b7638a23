import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiKey, ApiKeyOwner, NewApiKey } from '../../../src/gateway/domain/api-keys.ts';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
} from '../../../src/gateway/domain/store-error.ts';
import { openParents, type Parents } from '../stores/parents.ts';
import type { StoreSubject } from './describe-stores.ts';

/** Keys, their limits, and what a look-up says. */
export function testApiKeys(subject: () => StoreSubject): void {
  let parents: Parents;
  let user: ApiKeyOwner;
  beforeAll(async () => {
    parents = await openParents(subject().database.url);
    user = { kind: 'user', id: await parents.user() };
  });
  afterAll(() => parents[Symbol.asyncDispose]());

  const newKey = (more: Partial<NewApiKey> = {}): NewApiKey => ({
    name: 'A key',
    keyPrefix: 'gw-1234',
    keyHash: randomBytes(32).toString('hex'),
    owner: user,
    ...more,
  });
  const create = (more?: Partial<NewApiKey>): Promise<ApiKey> => subject().store.apiKeys.create(newKey(more));

  test('a key comes back as it was given, without its hash, whoever owns it', async () => {
    const { apiKeys } = subject().store;
    const teamId = await parents.team();
    const owners: readonly ApiKeyOwner[] = [
      user,
      { kind: 'team', id: teamId },
      { kind: 'service_account', id: await parents.serviceAccount(teamId) },
    ];
    const expiresAt = new Date('9999-12-31T23:59:59.999Z');
    for (const owner of owners) {
      const created = await create({ owner, expiresAt, createdBy: user.id });
      expect(created).toEqual({
        id: created.id,
        name: 'A key',
        keyPrefix: 'gw-1234',
        owner,
        status: 'active',
        createdBy: user.id,
        createdAt: expect.any(Date),
        lastUsedAt: null,
        expiresAt,
        revokedAt: null,
      });
      expect(await apiKeys.find(created.id)).toEqual(created);
      expect((await apiKeys.listOf(owner)).at(-1)).toEqual(created);
    }
    const [first, second] = [await create({ owner: owners[1]! }), await create({ owner: owners[1]! })];
    expect((await apiKeys.listOf(owners[1]!)).slice(1)).toEqual([first, second]);
    expect(await apiKeys.listOf({ kind: 'team', id: randomUUID() })).toEqual([]);
  });

  test('a hash is taken once; the owner is there; nothing is empty', async () => {
    const { keyHash } = newKey();
    await create({ keyHash });
    await expect(create({ keyHash })).rejects.toThrow(Conflict);
    await expect(create({ keyHash: keyHash.toUpperCase() })).rejects.toThrow(InvalidValue);
    await expect(create({ name: '' })).rejects.toThrow(InvalidValue);
    await expect(create({ keyPrefix: '' })).rejects.toThrow(InvalidValue);
    await expect(create({ owner: { kind: 'team', id: randomUUID() } })).rejects.toThrow(MissingReference);
    await expect(create({ createdBy: randomUUID() })).rejects.toThrow(MissingReference);
  });

  test('one that is not there is null, and cannot be changed or removed', async () => {
    const { apiKeys } = subject().store;
    const id = randomUUID();
    expect(await apiKeys.find(id)).toBeNull();
    expect(await apiKeys.lookUp(newKey().keyHash, subject().now())).toBeNull();
    await expect(apiKeys.rename(id, 'x')).rejects.toThrow(NotFound);
    await expect(apiKeys.revoke(id)).rejects.toThrow(NotFound);
    await expect(apiKeys.touch(id, subject().now())).rejects.toThrow(NotFound);
    await expect(apiKeys.setLimits(id, [])).rejects.toThrow(NotFound);
    await expect(apiKeys.remove(id)).rejects.toThrow(NotFound);
  });

  test('a revoked key keeps the moment when it is revoked again', async () => {
    const { apiKeys } = subject().store;
    const key = await create();
    const revoked = await apiKeys.revoke(key.id);
    expect(revoked).toEqual({ ...key, status: 'revoked', revokedAt: expect.any(Date) });
    expect(await apiKeys.revoke(key.id)).toEqual(revoked);
    expect(await apiKeys.rename(key.id, 'Ünï')).toEqual({ ...revoked, name: 'Ünï' });
  });

  test('the moment of the last use never goes back', async () => {
    const { apiKeys } = subject().store;
    const { id } = await create();
    const [early, late] = [new Date('1969-12-31T23:59:59.999Z'), new Date('2026-01-01T00:00:00.001Z')];
    const used: unknown[] = [];
    for (const at of [early, late, early]) {
      await apiKeys.touch(id, at);
      used.push((await apiKeys.find(id))?.lastUsedAt);
    }
    expect(used).toEqual([early, late, late]);
  });

  test('limits are replaced as a whole, one per span, and limit something', async () => {
    const { apiKeys } = subject().store;
    const { keyHash } = newKey();
    const { id } = await create({ keyHash });
    const day = { span: 'day', maxRequests: 9_007_199_254_740_991, maxTokens: null } as const;
    const minute = { span: 'minute', maxRequests: 0, maxTokens: 7 } as const;
    expect(await apiKeys.setLimits(id, [day, minute])).toEqual([minute, day]);
    const hour = { span: 'hour', maxRequests: null, maxTokens: 5 } as const;
    await apiKeys.setLimits(id, [day, hour]);
    expect((await apiKeys.lookUp(keyHash, subject().now()))?.limits).toEqual([hour, day]);
    const wrong = [[hour, hour], [{ ...hour, maxTokens: null }], [{ ...hour, maxTokens: -1 }]];
    for (const limits of wrong) await expect(apiKeys.setLimits(id, limits)).rejects.toThrow(InvalidValue);
    expect((await apiKeys.lookUp(keyHash, subject().now()))?.limits).toEqual([hour, day]);
    await apiKeys.setLimits(id, []);
    expect((await apiKeys.lookUp(keyHash, subject().now()))?.limits).toEqual([]);
  });

  test('a look-up says who pays', async () => {
    const { apiKeys } = subject().store;
    const team = { kind: 'team', id: await parents.team() } as const;
    const account = { kind: 'service_account', id: await parents.serviceAccount(team.id) } as const;
    const billed = [
      [user, user],
      [team, team],
      [account, team],
    ] as const;
    for (const [owner, payer] of billed) {
      const { keyHash } = newKey();
      const key = await create({ owner, keyHash });
      const found = await apiKeys.lookUp(keyHash, subject().now());
      expect(found).toEqual({ key, billed: payer, standing: 'active', limits: [], models: [] });
    }
  });

  test('a look-up judges at its instant: expired from the moment on, revoked at any', async () => {
    const { apiKeys } = subject().store;
    const expiresAt = new Date('2026-06-01T00:00:00.000Z');
    const before = new Date(expiresAt.getTime() - 1);
    const { keyHash } = newKey();
    const { id } = await create({ keyHash, expiresAt });
    const standing = async (at: Date): Promise<unknown> => (await apiKeys.lookUp(keyHash, at))?.standing;
    expect([await standing(before), await standing(expiresAt)]).toEqual(['active', 'expired']);
    await apiKeys.revoke(id);
    expect([await standing(before), await standing(expiresAt)]).toEqual(['revoked', 'revoked']);
  });

  test('a look-up sees who is suspended: the user, the team, the service account or its team', async () => {
    const { apiKeys } = subject().store;
    const teamId = await parents.team();
    const accountId = await parents.serviceAccount(teamId);
    const userId = await parents.user();
    const owners: readonly ApiKeyOwner[] = [
      { kind: 'user', id: userId },
      { kind: 'team', id: teamId },
      { kind: 'service_account', id: accountId },
    ];
    const hashes = await Promise.all(
      owners.map(async (owner) => {
        const { keyHash } = newKey();
        await create({ owner, keyHash });
        return keyHash;
      }),
    );
    const standings = async (): Promise<unknown> =>
      Promise.all(
        hashes.map(async (hash) => {
          const found = await apiKeys.lookUp(hash, subject().now());
          return found?.standing === 'owner_suspended';
        }),
      );
    await parents.setStatus('users', userId, 'suspended');
    expect(await standings()).toEqual([true, false, false]);
    await parents.setStatus('service_accounts', accountId, 'suspended');
    expect(await standings()).toEqual([true, false, true]);
    await parents.setStatus('service_accounts', accountId, 'active');
    await parents.setStatus('teams', teamId, 'suspended');
    expect(await standings()).toEqual([true, true, true]);
  });

  test('a key that nothing was posted for is removed, with its limits', async () => {
    const { apiKeys } = subject().store;
    const { id } = await create();
    await apiKeys.setLimits(id, [{ span: 'day', maxRequests: 1, maxTokens: null }]);
    await apiKeys.remove(id);
    expect(await apiKeys.find(id)).toBeNull();
  });
}
