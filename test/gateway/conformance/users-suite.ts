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

/** Users, how they are found, and who vouches for them. */
export function testUsers(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);

  test('a user comes back as given, with the defaults', async () => {
    const { store, unique } = subject();
    const email = `Ünï.${unique('User-')}@Example.test`;
    const created = await store.users.create({ email, displayName: '🜁' });
    expect(created).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      email,
      displayName: '🜁',
      passwordHash: null,
      role: 'member',
      status: 'active',
      lastLoginAt: null,
      createdAt: created.updatedAt,
      updatedAt: expect.any(Date),
    });
    expect(await store.users.find(created.id)).toEqual(created);
  });

  test('an address is found and taken in either case of A to Z, and in no other', async () => {
    const { store, unique } = subject();
    const mark = unique('Mark-');
    const user = await store.users.create({ email: `${mark}.Ä@X.test`, displayName: 'x' });
    expect(await store.users.findByEmail(`${mark.toUpperCase()}.Ä@x.TEST`)).toEqual(user);
    expect(await store.users.findByEmail(`${mark}.ä@x.test`)).toBeNull();
    const same = { email: `${mark.toLowerCase()}.Ä@x.test`, displayName: 'x' };
    await expect(store.users.create(same)).rejects.toThrow(Conflict);
    const other = await store.users.create({ ...same, email: `${mark}.ä@x.test` });
    await expect(store.users.update(other.id, same)).rejects.toThrow(Conflict);
    expect((await store.users.update(user.id, same)).email).toBe(same.email);
    expect(await store.users.findByEmail('')).toBeNull();
  });

  test('what breaks a rule is refused', async () => {
    const { users } = subject().store;
    const user = await rows.user();
    const good = { email: 'a@b.test', displayName: 'x' };
    await expect(users.create({ ...good, email: '' })).rejects.toThrow(InvalidValue);
    await expect(users.create({ ...good, displayName: '' })).rejects.toThrow(InvalidValue);
    await expect(users.create({ ...good, displayName: 'a\0' })).rejects.toThrow(InvalidValue);
    await expect(users.create({ ...good, displayName: '\ud83d' })).rejects.toThrow(InvalidValue);
    await expect(users.update(user.id, { role: 'owner' as 'admin' })).rejects.toThrow(InvalidValue);
    await expect(users.update(user.id, { lastLoginAt: null } as object)).rejects.toThrow(InvalidValue);
    expect(await users.find(user.id)).toEqual(user);
  });

  test('a change sets what it names; an empty hash is not none', async () => {
    const { users } = subject().store;
    const before = await rows.user();
    const after = await users.update(before.id, { role: 'admin', passwordHash: '' });
    expect(after).toEqual({ ...before, role: 'admin', passwordHash: '', updatedAt: after.updatedAt });
    expect((await users.update(before.id, { passwordHash: null })).passwordHash).toBeNull();
    expect((await users.update(before.id, {})).role).toBe('admin');
    await expect(users.update(randomUUID(), {})).rejects.toThrow(NotFound);
  });

  test('a login leaves its time', async () => {
    const { users } = subject().store;
    const { id } = await rows.user();
    const { lastLoginAt, updatedAt } = await users.recordLogin(id);
    expect(lastLoginAt).toEqual(updatedAt);
    await expect(users.recordLogin(randomUUID())).rejects.toThrow(NotFound);
  });

  test('lists are by address in lower case; a search looks at names as well', async () => {
    const { store, unique } = subject();
    const mark = unique('mark');
    const emails = [`${mark}b@x`, `${mark}A@x`, `${mark}_@x`, `${mark}É@x`, `${mark}é@x`];
    for (const email of emails) await store.users.create({ email, displayName: `The ${mark}%` });
    const inOrder = [`${mark}_@x`, `${mark}A@x`, `${mark}b@x`, `${mark}É@x`, `${mark}é@x`];
    const emailsOf = (found: readonly { readonly email: string }[]): readonly string[] =>
      found.map(({ email }) => email).filter((email) => email.startsWith(mark));
    expect(emailsOf(await store.users.list())).toEqual(inOrder);
    expect(emailsOf(await store.users.search(`tHe ${mark}%`))).toEqual(inOrder);
    expect(emailsOf(await store.users.search(`${mark.toUpperCase()}a@X`))).toEqual([`${mark}A@x`]);
    expect(await store.users.search(`${mark}_b`)).toEqual([]);
  });

  test('an identity finds its user, with the case as it is', async () => {
    const { store, unique } = subject();
    const { users } = store;
    const [user, issuer] = [await rows.user(), unique('https://issuer-')];
    const identity = await users.addIdentity({ issuer, subject: 'Sub|1', userId: user.id });
    expect(identity).toEqual({ issuer, subject: 'Sub|1', userId: user.id, createdAt: expect.any(Date) });
    expect(await users.findByIdentity(issuer, 'Sub|1')).toEqual(user);
    expect(await users.findByIdentity(issuer, 'sub|1')).toBeNull();
    expect(await users.findByIdentity(issuer.toUpperCase(), 'Sub|1')).toBeNull();
    await users.removeIdentity(issuer, 'Sub|1');
    expect(await users.findByIdentity(issuer, 'Sub|1')).toBeNull();
    await expect(users.removeIdentity(issuer, 'Sub|1')).rejects.toThrow(NotFound);
  });

  test('a subject is taken once, and a user has one per issuer', async () => {
    const { store, unique } = subject();
    const { users } = store;
    const [{ id: userId }, other, issuer] = [await rows.user(), await rows.user(), unique('i-')];
    await users.addIdentity({ issuer, subject: '1', userId });
    await expect(users.addIdentity({ issuer, subject: '1', userId: other.id })).rejects.toThrow(Conflict);
    await expect(users.addIdentity({ issuer, subject: '2', userId })).rejects.toThrow(Conflict);
    await expect(users.addIdentity({ issuer, subject: '', userId: other.id })).rejects.toThrow(InvalidValue);
    const nobody = { issuer, subject: '3', userId: randomUUID() };
    await expect(users.addIdentity(nobody)).rejects.toThrow(MissingReference);
    await users.addIdentity({ issuer: `${issuer}_`, subject: '1', userId });
    await users.addIdentity({ issuer: `${issuer}A`, subject: '1', userId });
    const issuers = (await users.listIdentities(userId)).map((each) => each.issuer);
    expect(issuers).toEqual([issuer, `${issuer}A`, `${issuer}_`]);
  });

  test('a user goes with identities and memberships, but not as the last owner of a team', async () => {
    const { users, memberships } = subject().store;
    const [user, other, team, elsewhere] = [
      await rows.user(),
      await rows.user(),
      await rows.team(),
      await rows.team(),
    ];
    await users.addIdentity({ issuer: 'x', subject: user.id, userId: user.id });
    await memberships.add({ teamId: team.id, userId: user.id, role: 'owner' });
    await memberships.add({ teamId: team.id, userId: other.id, role: 'admin' });
    // An owner of another team is none of this one.
    await memberships.add({ teamId: elsewhere.id, userId: other.id, role: 'owner' });
    await expect(users.remove(user.id)).rejects.toThrow(Conflict);
    expect(await users.find(user.id)).toEqual(user);
    await memberships.setRole(team.id, other.id, 'owner');
    await users.remove(user.id);
    expect(await users.find(user.id)).toBeNull();
    expect(await users.findByIdentity('x', user.id)).toBeNull();
    expect((await memberships.listMembers(team.id)).map(({ userId }) => userId)).toEqual([other.id]);
    await expect(users.remove(user.id)).rejects.toThrow(NotFound);
  });

  test('of two owners who are removed at once, one stays', async () => {
    const { store, database } = subject();
    const rival = await database.open();
    const [a, b, team] = [await rows.user(), await rows.user(), await rows.team()];
    for (const { id: userId } of [a, b])
      await store.memberships.add({ teamId: team.id, userId, role: 'owner' });
    const ends = await Promise.allSettled([
      store.users.remove(a.id),
      rival.users.remove(b.id),
      rival.memberships.remove(team.id, a.id),
    ]);
    const owners = (await store.memberships.listMembers(team.id)).filter(({ role }) => role === 'owner');
    expect(owners).toHaveLength(1);
    const refusals = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    expect(refusals.length).toBeGreaterThan(0);
    for (const refusal of refusals)
      expect(refusal instanceof Conflict || refusal instanceof NotFound, String(refusal)).toBe(true);
  });
}
