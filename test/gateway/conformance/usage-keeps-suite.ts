import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ApiKeyOwner } from '../../../src/gateway/domain/api-keys.ts';
import { StillReferenced } from '../../../src/gateway/domain/store-error.ts';
import type { UsageLine } from '../../../src/gateway/domain/usage-ledger.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

/** Whatever the books mention stays. */
export function testUsageKeeps(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);

  /** Returns the line of a request that a key of the owner has made. */
  async function use(owner: ApiKeyOwner): Promise<UsageLine> {
    const { apiKeys, prices, usageLedger } = subject().store;
    const { id: modelId } = await rows.model();
    const occurredAt = subject().now();
    const rates = { inputMicrosPerMtok: 1, cachedInputMicrosPerMtok: 1, outputMicrosPerMtok: 1 };
    await prices.add({ modelId, effectiveFrom: occurredAt, ...rates });
    const key = await apiKeys.create({ name: 'x', keyPrefix: 'x', keyHash: rows.hash(), owner });
    return usageLedger.post({ requestId: randomUUID(), apiKeyId: key.id, modelId, occurredAt });
  }

  test('a user with usage stays, with all that is theirs', async () => {
    const { users, memberships } = subject().store;
    const [{ id: userId }, { id: teamId }] = [await rows.user(), await rows.team()];
    await memberships.add({ teamId, userId });
    await use({ kind: 'user', id: userId });
    await expect(users.remove(userId)).rejects.toThrow(StillReferenced);
    expect(await memberships.find(teamId, userId)).not.toBeNull();
  });

  test('a team stays with the usage of its own keys', async () => {
    const { teams } = subject().store;
    const team = await rows.team();
    await use({ kind: 'team', id: team.id });
    await expect(teams.remove(team.id)).rejects.toThrow(StillReferenced);
    expect(await teams.find(team.id)).toEqual(team);
  });

  test('a service account with usage stays, and so does its team', async () => {
    const { teams, serviceAccounts } = subject().store;
    const { id: teamId } = await rows.team();
    const account = await serviceAccounts.create({ teamId, name: 'x' });
    await use({ kind: 'service_account', id: account.id });
    await expect(serviceAccounts.remove(account.id)).rejects.toThrow(StillReferenced);
    await expect(teams.remove(teamId)).rejects.toThrow(StillReferenced);
    expect(await serviceAccounts.find(account.id)).toEqual(account);
  });

  test('a price that was used stays, and its model with it', async () => {
    const { prices, models } = subject().store;
    const { modelId, priceId } = await use({ kind: 'user', id: (await rows.user()).id });
    const more = { modelId, inputMicrosPerMtok: 2, cachedInputMicrosPerMtok: 2, outputMicrosPerMtok: 2 };
    const unused = await prices.add({ ...more, effectiveFrom: subject().now() });
    await expect(prices.remove(priceId!)).rejects.toThrow(StillReferenced);
    await prices.remove(unused.id);
    expect((await prices.list(modelId)).map(({ id }) => id)).toEqual([priceId]);
    await expect(models.remove(modelId)).rejects.toThrow(StillReferenced);
  });
}
