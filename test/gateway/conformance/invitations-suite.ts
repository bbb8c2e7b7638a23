import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { NewInvitation } from '../../../src/gateway/domain/invitations.ts';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
} from '../../../src/gateway/domain/store-error.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

const never = new Date('9999-12-31T23:59:59.999Z');

/** Offers to join a team. */
export function testInvitations(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);

  const newInvitation = async (more: Partial<NewInvitation> = {}): Promise<NewInvitation> => ({
    teamId: more.teamId ?? (await rows.team()).id,
    email: 'New.Ä@Example.test',
    tokenHash: rows.hash(),
    expiresAt: never,
    ...more,
  });

  test('an invitation comes back as it was given, open', async () => {
    const { invitations } = subject().store;
    const { id: invitedBy } = await rows.user();
    const given = await newInvitation({ invitedBy, role: 'admin' });
    const created = await invitations.create(given);
    expect(created).toEqual({
      ...given,
      id: expect.any(String),
      createdAt: expect.any(Date),
      acceptedAt: null,
      revokedAt: null,
    });
    expect(await invitations.find(created.id)).toEqual(created);
    expect(await invitations.findByTokenHash(given.tokenHash)).toEqual(created);
    expect(await invitations.list(given.teamId)).toEqual([created]);
    expect(await invitations.find(randomUUID())).toBeNull();
    expect(await invitations.findByTokenHash('')).toBeNull();
    expect(await invitations.create(await newInvitation())).toMatchObject({
      role: 'member',
      invitedBy: null,
    });
  });

  test('a team has one open invitation to an address, A to Z in either case', async () => {
    const { invitations } = subject().store;
    const given = await newInvitation();
    const { teamId } = given;
    const first = await invitations.create(given);
    const again = await newInvitation({ teamId, email: 'nEW.Ä@example.TEST' });
    await expect(invitations.create(again)).rejects.toThrow(Conflict);
    await invitations.create(await newInvitation({ teamId, email: 'new.ä@example.test' }));
    await invitations.create(await newInvitation());
    await invitations.revoke(first.id);
    const second = await invitations.create(again);
    const revoked = await invitations.find(first.id);
    expect(await invitations.list(teamId)).toEqual([revoked, expect.any(Object), second]);
    await expect(invitations.create({ ...again, email: 'other' })).rejects.toThrow(Conflict);
  });

  test('one that has expired makes room for the next, at the very moment of its end', async () => {
    const { database } = subject();
    const end = new Date('2026-05-05T05:05:05.005Z');
    let at = new Date(end.getTime() - 1);
    const { invitations } = await database.open({ now: () => at });
    const given = await newInvitation({ expiresAt: end });
    const first = await invitations.create(given);
    const elsewhere = await invitations.create(await newInvitation({ expiresAt: end }));
    const next = await newInvitation({ teamId: given.teamId });
    await expect(invitations.create(next)).rejects.toThrow(Conflict);
    at = end;
    const second = await invitations.create(next);
    expect(await invitations.list(given.teamId)).toEqual([{ ...first, revokedAt: end }, second]);
    expect(await invitations.find(elsewhere.id)).toEqual(elsewhere);
  });

  test('of two that are made at once, one is', async () => {
    const { store, database } = subject();
    const rival = await database.open();
    const { id: teamId } = await rows.team();
    const [one, other] = [await newInvitation({ teamId }), await newInvitation({ teamId })];
    const ends = await Promise.allSettled([store.invitations.create(one), rival.invitations.create(other)]);
    const refusals = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    expect(refusals).toEqual([expect.any(Conflict)]);
    expect(await store.invitations.list(teamId)).toHaveLength(1);
  });

  test('accepting makes a member, once', async () => {
    const { invitations, memberships } = subject().store;
    const [given, { id: userId }] = [await newInvitation({ role: 'owner' }), await rows.user()];
    const { teamId, tokenHash } = given;
    const created = await invitations.create(given);
    const { invitation, membership } = await invitations.accept(tokenHash, userId);
    expect(invitation).toEqual({ ...created, acceptedAt: expect.any(Date) });
    expect(membership).toEqual({ teamId, userId, role: 'owner', createdAt: invitation.acceptedAt });
    expect(await memberships.find(teamId, userId)).toEqual(membership);
    await expect(invitations.accept(tokenHash, userId)).rejects.toThrow(/has been accepted/);
    await expect(invitations.accept(tokenHash, userId)).rejects.toThrow(Conflict);
    await expect(invitations.revoke(created.id)).rejects.toThrow(Conflict);
    expect(await invitations.find(created.id)).toEqual(invitation);
  });

  test('of many who accept at once, one becomes a member', async () => {
    const { store, database } = subject();
    const rival = await database.open();
    const given = await newInvitation();
    const { id } = await store.invitations.create(given);
    const users = [await rows.user(), await rows.user(), await rows.user(), await rows.user()];
    const ends = await Promise.allSettled(
      users.map((user, index) =>
        (index % 2 === 0 ? store : rival).invitations.accept(given.tokenHash, user.id),
      ),
    );
    const won = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.membership.userId] : []));
    const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    expect(refused).toEqual(Array.from({ length: 3 }, () => expect.any(Conflict)));
    const members = await store.memberships.listMembers(given.teamId);
    expect(members.map(({ userId }) => userId)).toEqual(won);
    expect((await store.invitations.find(id))?.acceptedAt).not.toBeNull();
  });

  test('it can be accepted up to the millisecond before its end', async () => {
    const { invitations, memberships } = subject().store;
    const { id: userId } = await rows.user();
    const expiresAt = new Date('2026-05-05T05:05:05.005Z');
    const given = await newInvitation({ expiresAt });
    const { id } = await invitations.create(given);
    const late = invitations.accept(given.tokenHash, userId, expiresAt);
    await expect(late).rejects.toThrow(/expired at 2026-05-05T05:05:05\.005Z/);
    await expect(late).rejects.toThrow(Conflict);
    expect(await memberships.find(given.teamId, userId)).toBeNull();
    expect((await invitations.find(id))?.acceptedAt).toBeNull();
    const last = new Date(expiresAt.getTime() - 1);
    const { invitation } = await invitations.accept(given.tokenHash, userId, last);
    expect(invitation.acceptedAt).toEqual(last);
  });

  test('who is in the team stays what they are', async () => {
    const { invitations, memberships } = subject().store;
    const [given, { id: userId }] = [await newInvitation({ role: 'member' }), await rows.user()];
    const before = await memberships.add({ teamId: given.teamId, userId, role: 'owner' });
    const { id } = await invitations.create(given);
    const { membership } = await invitations.accept(given.tokenHash, userId);
    expect(membership).toEqual(before);
    expect((await invitations.find(id))?.acceptedAt).not.toBeNull();
  });

  test('nobody becomes a member without settling, and nothing is settled for nobody', async () => {
    const { invitations } = subject().store;
    const given = await newInvitation();
    const { id } = await invitations.create(given);
    await expect(invitations.accept(given.tokenHash, randomUUID())).rejects.toThrow(MissingReference);
    expect((await invitations.find(id))?.acceptedAt).toBeNull();
    await expect(invitations.accept(rows.hash(), randomUUID())).rejects.toThrow(NotFound);
  });

  test('a revoked one is settled', async () => {
    const { invitations } = subject().store;
    const [given, { id: userId }] = [await newInvitation(), await rows.user()];
    const created = await invitations.create(given);
    const revoked = await invitations.revoke(created.id);
    expect(revoked).toEqual({ ...created, revokedAt: expect.any(Date) });
    await expect(invitations.revoke(created.id)).rejects.toThrow(Conflict);
    await expect(invitations.accept(given.tokenHash, userId)).rejects.toThrow(/has been revoked/);
    await expect(invitations.revoke(randomUUID())).rejects.toThrow(NotFound);
  });

  test('what is no invitation is refused', async () => {
    const { invitations } = subject().store;
    const good = await newInvitation();
    const wrong: readonly Partial<NewInvitation>[] = [
      { email: '' },
      { tokenHash: 'short' },
      { role: 'guest' as 'member' },
    ];
    for (const more of wrong)
      await expect(invitations.create({ ...good, ...more })).rejects.toThrow(InvalidValue);
    const nowhere = invitations.create({ ...good, teamId: randomUUID() });
    await expect(nowhere).rejects.toThrow(MissingReference);
    const byNobody = invitations.create({ ...good, invitedBy: randomUUID() });
    await expect(byNobody).rejects.toThrow(MissingReference);
    expect(await invitations.list(good.teamId)).toEqual([]);
  });
}
