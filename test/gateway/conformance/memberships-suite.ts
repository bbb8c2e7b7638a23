import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { TeamRole } from '../../../src/gateway/domain/memberships.ts';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
} from '../../../src/gateway/domain/store-error.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

/** Who is what in which team. */
export function testMemberships(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);

  /** Returns a team and its members, with these roles. */
  async function teamOf(...roles: readonly TeamRole[]): Promise<{ teamId: string; users: string[] }> {
    const { id: teamId } = await rows.team();
    const users: string[] = [];
    for (const role of roles) {
      const { id: userId } = await rows.user();
      await subject().store.memberships.add({ teamId, userId, role });
      users.push(userId);
    }
    return { teamId, users };
  }

  test('a membership comes back as it was given, a member by default', async () => {
    const { memberships } = subject().store;
    const [{ id: teamId }, { id: userId }] = [await rows.team(), await rows.user()];
    const added = await memberships.add({ teamId, userId });
    expect(added).toEqual({ teamId, userId, role: 'member', createdAt: expect.any(Date) });
    expect(await memberships.find(teamId, userId)).toEqual(added);
    expect(await memberships.find(userId, teamId)).toBeNull();
    await expect(memberships.add({ teamId, userId, role: 'admin' })).rejects.toThrow(Conflict);
    expect(await memberships.find(teamId, userId)).toEqual(added);
  });

  test('nobody joins what is not there', async () => {
    const { memberships } = subject().store;
    const [{ id: teamId }, { id: userId }] = [await rows.team(), await rows.user()];
    await expect(memberships.add({ teamId, userId: randomUUID() })).rejects.toThrow(MissingReference);
    await expect(memberships.add({ teamId: randomUUID(), userId })).rejects.toThrow(MissingReference);
    await expect(memberships.add({ teamId, userId, role: 'guest' as 'member' })).rejects.toThrow(
      InvalidValue,
    );
    await expect(memberships.setRole(teamId, userId, 'admin')).rejects.toThrow(NotFound);
    await expect(memberships.setRole(teamId, userId, 'owner')).rejects.toThrow(NotFound);
    await expect(memberships.remove(teamId, userId)).rejects.toThrow(NotFound);
    expect(await memberships.listMembers(teamId)).toEqual([]);
  });

  test('members are listed by address, teams by slug', async () => {
    const { store, unique } = subject();
    const { memberships, users, teams } = store;
    const mark = unique('mark');
    const [{ id: teamId }, { id: userId }] = [await rows.team(), await rows.user()];
    for (const letter of ['b', 'C', '_']) {
      const user = await users.create({ email: `${mark}${letter}@x`, displayName: letter });
      await memberships.add({ teamId, userId: user.id });
      const team = await teams.create({ slug: `${mark}${letter.toLowerCase()}`, name: letter });
      await memberships.add({ teamId: team.id, userId, role: 'admin' });
    }
    await teams.update((await teams.findBySlug(`${mark}b`))!.id, { status: 'suspended' });
    expect((await memberships.listMembers(teamId)).map(({ displayName }) => displayName)).toEqual([
      '_',
      'b',
      'C',
    ]);
    const [, member] = await memberships.listTeams(userId);
    expect(member).toEqual({
      teamId: expect.any(String),
      userId,
      role: 'admin',
      createdAt: expect.any(Date),
      slug: `${mark}b`,
      name: 'b',
      teamStatus: 'suspended',
    });
    expect((await memberships.listMembers(teamId))[2]).toMatchObject({
      email: `${mark}C@x`,
      userStatus: 'active',
    });
  });

  test('the last owner stays owner', async () => {
    const { memberships } = subject().store;
    const { teamId, users } = await teamOf('owner', 'admin');
    const [owner, admin] = users as [string, string];
    // An owner of another team is none of this one.
    const elsewhere = await rows.team();
    await memberships.add({ teamId: elsewhere.id, userId: admin, role: 'owner' });
    await expect(memberships.setRole(teamId, owner, 'admin')).rejects.toThrow(Conflict);
    await expect(memberships.remove(teamId, owner)).rejects.toThrow(Conflict);
    expect(await memberships.setRole(teamId, owner, 'owner')).toMatchObject({ role: 'owner' });
    expect(await memberships.setRole(teamId, admin, 'owner')).toMatchObject({ role: 'owner' });
    await memberships.remove(teamId, owner);
    await expect(memberships.setRole(teamId, admin, 'member')).rejects.toThrow(Conflict);
    expect(await memberships.listMembers(teamId)).toHaveLength(1);
  });

  test('others come and go, also in a team without an owner', async () => {
    const { memberships } = subject().store;
    const { teamId, users } = await teamOf('member', 'admin');
    expect(await memberships.setRole(teamId, users[0]!, 'admin')).toMatchObject({ role: 'admin' });
    for (const userId of users) await memberships.remove(teamId, userId);
    expect(await memberships.listMembers(teamId)).toEqual([]);
  });

  test('of owners who leave at once, one stays', async () => {
    const { store, database } = subject();
    const rival = await database.open();
    for (let round = 0; round < 3; round++) {
      const { teamId, users } = await teamOf('owner', 'owner', 'owner');
      const [a, b, c] = users as [string, string, string];
      const ends = await Promise.allSettled([
        store.memberships.remove(teamId, a),
        rival.memberships.setRole(teamId, b, 'member'),
        rival.memberships.remove(teamId, c),
      ]);
      const refused = ends.filter((end) => end.status === 'rejected').map(({ reason }) => reason);
      expect(refused).toEqual([expect.any(Conflict)]);
      const owners = (await store.memberships.listMembers(teamId)).filter(({ role }) => role === 'owner');
      expect(owners).toHaveLength(1);
    }
  });

  test('who is about to become the last owner is one already for the others', async () => {
    const { store, database } = subject();
    const rival = await database.open();
    const leave: readonly ((teamId: string, userId: string) => Promise<unknown>)[] = [
      (teamId, userId) => rival.memberships.remove(teamId, userId),
      (teamId, userId) => rival.memberships.setRole(teamId, userId, 'admin'),
      (_, userId) => rival.users.remove(userId),
    ];
    for (const leaves of leave) {
      const { teamId, users } = await teamOf('owner', 'owner');
      const [stays, demoted] = users as [string, string];
      const isDemoted = Promise.withResolvers<void>();
      const unit = store.unitOfWork(async ({ memberships }) => {
        await memberships.setRole(teamId, demoted, 'member');
        isDemoted.resolve();
        // Time for the other one to look, if it did not wait.
        await sleep(20);
      });
      await isDemoted.promise;
      const refusal = expect(leaves(teamId, stays)).rejects.toThrow(Conflict);
      await unit;
      await refusal;
      expect(await store.memberships.find(teamId, stays)).toMatchObject({ role: 'owner' });
    }
  });

  test('a unit of work hands a team over', async () => {
    const { store } = subject();
    const { teamId, users } = await teamOf('owner', 'member');
    const [before, after] = users as [string, string];
    await store.unitOfWork(async ({ memberships }) => {
      await memberships.setRole(teamId, after, 'owner');
      await memberships.remove(teamId, before);
    });
    const members = await store.memberships.listMembers(teamId);
    expect(members.map(({ userId, role }) => [userId, role])).toEqual([[after, 'owner']]);
    const wrong = store.unitOfWork(async ({ memberships }) => {
      await memberships.add({ teamId, userId: before, role: 'member' });
      await memberships.remove(teamId, after);
    });
    await expect(wrong).rejects.toThrow(Conflict);
    expect(await store.memberships.find(teamId, before)).toBeNull();
  });
}
