import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Session } from '../../../src/gateway/domain/sessions.ts';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
} from '../../../src/gateway/domain/store-error.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

const never = new Date('9999-12-31T23:59:59.999Z');

/** Logins that last. */
export function testSessions(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);

  /** Returns a session of a user, who is a new one where none is given. */
  async function start(expiresAt: Date, userId?: string): Promise<Session> {
    const owner = userId ?? (await rows.user()).id;
    return subject().store.sessions.create({ userId: owner, tokenHash: rows.hash(), expiresAt });
  }

  test('a session comes back as it was given', async () => {
    const { sessions } = subject().store;
    const { id: userId } = await rows.user();
    const given = { userId, tokenHash: rows.hash(), ipAddress: '', userAgent: 'Ünï 🜁', expiresAt: never };
    const created = await sessions.create(given);
    expect(created).toEqual({
      ...given,
      id: expect.any(String),
      createdAt: created.lastSeenAt,
      lastSeenAt: expect.any(Date),
    });
    expect(await sessions.list(userId)).toEqual([created]);
    expect(await start(never)).toMatchObject({ ipAddress: null, userAgent: null });
  });

  test('a session is found by its hash, with its user, up to the millisecond before its end', async () => {
    const { sessions, users } = subject().store;
    const user = await rows.user();
    const expiresAt = new Date('2030-01-01T00:00:00.500Z');
    const session = await start(expiresAt, user.id);
    const { id, email, displayName, role, status } = user;
    const live = { ...session, user: { id, email, displayName, role, status } };
    const find = (at: string): ReturnType<typeof sessions.findLive> =>
      sessions.findLive(session.tokenHash, new Date(at));
    expect(await find('2030-01-01T00:00:00.499Z')).toEqual(live);
    expect(await find('2030-01-01T00:00:00.500Z')).toBeNull();
    expect(await find('2030-01-01T00:00:00.501Z')).toBeNull();
    expect(await sessions.findLive(rows.hash(), new Date(0))).toBeNull();
    expect(await sessions.findLive(session.tokenHash.replace('0', 'A'), new Date(0))).toBeNull();
    await users.update(user.id, { status: 'suspended', role: 'admin' });
    expect((await find('2030-01-01'))?.user).toEqual({ ...live.user, status: 'suspended', role: 'admin' });
  });

  test('suspending a user ends the sessions, of this user alone', async () => {
    const { sessions, users } = subject().store;
    const { id: userId } = await rows.user();
    const [other] = [await start(never), await start(never, userId), await start(never, userId)];
    expect(await users.suspend(userId)).toMatchObject({ id: userId, status: 'suspended' });
    expect(await sessions.list(userId)).toEqual([]);
    expect(await sessions.findLive(other.tokenHash, new Date(0))).not.toBeNull();
    await expect(users.suspend(randomUUID())).rejects.toThrow(NotFound);
  });

  test('what is no session is refused', async () => {
    const { sessions } = subject().store;
    const { tokenHash, userId, createdAt } = await start(never);
    const good = { userId, tokenHash: rows.hash(), expiresAt: never };
    await expect(sessions.create({ ...good, tokenHash })).rejects.toThrow(Conflict);
    await expect(sessions.create({ ...good, tokenHash: 'short' })).rejects.toThrow(InvalidValue);
    await expect(sessions.create({ ...good, expiresAt: createdAt })).rejects.toThrow(InvalidValue);
    await expect(sessions.create({ ...good, userId: randomUUID() })).rejects.toThrow(MissingReference);
    expect(await sessions.list(userId)).toHaveLength(1);
  });

  test('a session that ends the moment it begins is none; a millisecond later it is one', async () => {
    const { database } = subject();
    const at = new Date('2026-05-05T05:05:05.005Z');
    const { sessions } = await database.open({ now: () => at });
    const { id: userId } = await rows.user();
    const session = { userId, tokenHash: rows.hash() };
    await expect(sessions.create({ ...session, expiresAt: at })).rejects.toThrow(InvalidValue);
    const expiresAt = new Date(at.getTime() + 1);
    expect(await sessions.create({ ...session, expiresAt })).toMatchObject({ createdAt: at, expiresAt });
  });

  test('touching moves the time of the last sight on, never back', async () => {
    const { store, database } = subject();
    const session = await start(never);
    const touched = await store.sessions.touch(session.id);
    expect(touched).toEqual({ ...session, lastSeenAt: touched.lastSeenAt });
    expect(touched.lastSeenAt.getTime()).toBeGreaterThan(session.lastSeenAt.getTime());
    const slow = await database.open({ now: () => session.createdAt });
    expect(await slow.sessions.touch(session.id)).toEqual(touched);
    await expect(store.sessions.touch(randomUUID())).rejects.toThrow(NotFound);
  });

  test('one session of a user is revoked, or all', async () => {
    const { sessions } = subject().store;
    const { id: userId } = await rows.user();
    const [first, second, third] = [
      await start(never, userId),
      await start(never, userId),
      await start(never, userId),
    ];
    expect(await sessions.list(userId)).toEqual([first, second, third]);
    await sessions.revoke(second.id);
    await expect(sessions.revoke(second.id)).rejects.toThrow(NotFound);
    expect(await sessions.findLive(second.tokenHash, new Date(0))).toBeNull();
    expect(await sessions.revokeAll(userId)).toBe(2);
    expect(await sessions.revokeAll(userId)).toBe(0);
    expect(await sessions.revokeAll(randomUUID())).toBe(0);
  });

  test('what has ended is purged in batches, the oldest first, and nothing else', async () => {
    const { database } = subject();
    // Long before the sessions of all other tests.
    const now = (): Date => new Date('1990-01-01T00:00:00.000Z');
    const [store, rival] = [await database.open({ now }), await database.open({ now })];
    const { id: userId } = await rows.user();
    const end = Date.parse('1991-01-01T00:00:00.000Z');
    const at = new Date(end);
    for (const before of [5, 3, 4, 1, 2, 0, -1]) {
      const expiresAt = new Date(end - before);
      await store.sessions.create({ userId, tokenHash: rows.hash(), expiresAt });
    }
    const left = async (): Promise<readonly number[]> =>
      (await store.sessions.list(userId))
        .map(({ expiresAt }) => end - expiresAt.getTime())
        .toSorted((a, b) => b - a);
    expect(await store.sessions.purgeExpired(at, 2)).toBe(2);
    expect(await left()).toEqual([3, 2, 1, 0, -1]);
    const counts = await Promise.all([
      store.sessions.purgeExpired(at, 1),
      rival.sessions.purgeExpired(at, 1),
    ]);
    expect(await left()).toHaveLength(5 - counts[0] - counts[1]);
    await store.sessions.purgeExpired(at, 10_000);
    expect(await left()).toEqual([-1]);
    expect(await store.sessions.purgeExpired(at, 1)).toBe(0);
    await expect(store.sessions.purgeExpired(at, 0)).rejects.toThrow(InvalidValue);
  });
}
