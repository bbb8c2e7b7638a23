import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
} from '../../../src/gateway/domain/store-error.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

/** Programs that have keys of their own. */
export function testServiceAccounts(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);

  test('an account comes back as it was given, with the defaults', async () => {
    const { serviceAccounts } = subject().store;
    const [{ id: teamId }, { id: createdBy }] = [await rows.team(), await rows.user()];
    const created = await serviceAccounts.create({ teamId, name: 'Ünï 🜁', createdBy });
    expect(created).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      teamId,
      name: 'Ünï 🜁',
      description: null,
      status: 'active',
      createdBy,
      createdAt: created.updatedAt,
      updatedAt: expect.any(Date),
    });
    expect(await serviceAccounts.find(created.id)).toEqual(created);
    expect(await serviceAccounts.find(randomUUID())).toBeNull();
  });

  test('a team has one of a name, with its case; they are listed by it', async () => {
    const { serviceAccounts } = subject().store;
    const [{ id: teamId }, { id: elsewhere }] = [await rows.team(), await rows.team()];
    for (const name of ['b', 'a', 'B', '_', 'é']) await serviceAccounts.create({ teamId, name });
    const names = (await serviceAccounts.list(teamId)).map(({ name }) => name);
    expect(names).toEqual(['B', '_', 'a', 'b', 'é']);
    await expect(serviceAccounts.create({ teamId, name: 'a' })).rejects.toThrow(Conflict);
    const { id } = await serviceAccounts.create({ teamId: elsewhere, name: 'a' });
    await serviceAccounts.create({ teamId: elsewhere, name: 'b' });
    await expect(serviceAccounts.update(id, { name: 'b' })).rejects.toThrow(Conflict);
  });

  test('a change sets what it names, to null as well', async () => {
    const { serviceAccounts } = subject().store;
    const { id: teamId } = await rows.team();
    const before = await serviceAccounts.create({ teamId, name: 'x', description: '' });
    expect(before.description).toBe('');
    const after = await serviceAccounts.update(before.id, { status: 'suspended', description: null });
    expect(after).toEqual({
      ...before,
      status: 'suspended',
      description: null,
      updatedAt: after.updatedAt,
    });
    expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
    await expect(serviceAccounts.update(randomUUID(), { name: 'y' })).rejects.toThrow(NotFound);
  });

  test('what breaks a rule is refused', async () => {
    const { serviceAccounts } = subject().store;
    const { id: teamId } = await rows.team();
    const create = serviceAccounts.create;
    await expect(create({ teamId, name: '' })).rejects.toThrow(InvalidValue);
    await expect(create({ teamId: randomUUID(), name: 'x' })).rejects.toThrow(MissingReference);
    await expect(create({ teamId, name: 'x', createdBy: randomUUID() })).rejects.toThrow(MissingReference);
    expect(await serviceAccounts.list(teamId)).toEqual([]);
  });

  test('an account goes with its team, and outlives who made it', async () => {
    const { serviceAccounts, teams, users } = subject().store;
    const [{ id: teamId }, { id: createdBy }] = [await rows.team(), await rows.user()];
    const one = await serviceAccounts.create({ teamId, name: 'one', createdBy });
    const two = await serviceAccounts.create({ teamId, name: 'two', createdBy });
    await users.remove(createdBy);
    expect(await serviceAccounts.find(one.id)).toEqual({ ...one, createdBy: null });
    await serviceAccounts.remove(one.id);
    await expect(serviceAccounts.remove(one.id)).rejects.toThrow(NotFound);
    await teams.remove(teamId);
    expect(await serviceAccounts.find(two.id)).toBeNull();
  });
}
