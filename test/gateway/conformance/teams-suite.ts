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

/** Teams and how long their requests are kept. */
export function testTeams(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);

  test('a team comes back as it was given, with the defaults', async () => {
    const { store, unique } = subject();
    const slug = unique('ünï-🜁-');
    const created = await store.teams.create({ slug, name: ' \u{1F701} ' });
    expect(created).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      slug,
      name: ' \u{1F701} ',
      status: 'active',
      createdAt: created.updatedAt,
      updatedAt: expect.any(Date),
    });
    expect(await store.teams.find(created.id)).toEqual(created);
    expect(await store.teams.findBySlug(slug)).toEqual(created);
    const id = randomUUID();
    expect(
      await store.teams.create({ id, slug: unique('team-'), name: 'x', status: 'suspended' }),
    ).toMatchObject({ id, status: 'suspended' });
    await expect(store.teams.create({ id, slug: unique('team-'), name: 'x' })).rejects.toThrow(Conflict);
  });

  test('one that is not there is null, and cannot be changed or removed', async () => {
    const { teams } = subject().store;
    expect(await teams.find(randomUUID())).toBeNull();
    expect(await teams.findBySlug('')).toBeNull();
    expect(await teams.findRetention(randomUUID())).toBeNull();
    await expect(teams.update(randomUUID(), { name: 'x' })).rejects.toThrow(NotFound);
    await expect(teams.remove(randomUUID())).rejects.toThrow(NotFound);
    await expect(teams.removeRetention(randomUUID())).rejects.toThrow(NotFound);
    await expect(teams.find('NO-UUID')).rejects.toThrow(InvalidValue);
  });

  test('a slug is taken once, is lower case and not empty', async () => {
    const { teams } = subject().store;
    const [{ slug }, other] = [await rows.team(), await rows.team()];
    await expect(teams.create({ slug, name: 'x' })).rejects.toThrow(Conflict);
    await expect(teams.update(other.id, { slug })).rejects.toThrow(Conflict);
    await expect(teams.create({ slug: slug.toUpperCase(), name: 'x' })).rejects.toThrow(InvalidValue);
    await expect(teams.create({ slug: '', name: 'x' })).rejects.toThrow(InvalidValue);
    await expect(teams.update(other.id, { name: '' })).rejects.toThrow(InvalidValue);
    await expect(teams.update(other.id, { status: 'gone' as 'active' })).rejects.toThrow(InvalidValue);
    expect(await teams.find(other.id)).toEqual(other);
  });

  test('a slug beyond A to Z counts as lower case as it is', async () => {
    const { store, unique } = subject();
    const slug = unique('É-');
    expect((await store.teams.create({ slug, name: 'x' })).slug).toBe(slug);
  });

  test('a change sets what it names and the time, and leaves the rest', async () => {
    const { teams } = subject().store;
    const before = await rows.team();
    const after = await teams.update(before.id, { status: 'suspended' });
    expect(after).toEqual({ ...before, status: 'suspended', updatedAt: after.updatedAt });
    expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
    expect(await teams.find(before.id)).toEqual(after);
  });

  test('lists are by slug, by code point; a search takes A to Z in either case', async () => {
    const { store, unique } = subject();
    const mark = unique('mark');
    const slugs = [`${mark}_`, `${mark}a`, `${mark}-`, `${mark}é`, `${mark}\u{1F701}`, `${mark}～`];
    for (const slug of slugs) await store.teams.create({ slug, name: `The ${mark.toUpperCase()} Ä` });
    const inOrder = [`${mark}-`, `${mark}_`, `${mark}a`, `${mark}é`, `${mark}～`, `${mark}\u{1F701}`];
    const slugsOf = (found: readonly { readonly slug: string }[]): readonly string[] =>
      found.map(({ slug }) => slug).filter((slug) => slug.startsWith(mark));
    expect(slugsOf(await store.teams.list())).toEqual(inOrder);
    expect(slugsOf(await store.teams.search(`tHE ${mark}`))).toEqual(inOrder);
    expect(await store.teams.search(`the ${mark} ä`)).toEqual([]);
    expect(slugsOf(await store.teams.search(''))).toEqual(inOrder);
  });

  test('a team has one retention policy, the last one set', async () => {
    const { teams } = subject().store;
    const { id: teamId } = await rows.team();
    const first = await teams.setRetention({ teamId, logDays: 1, payloadDays: 0 });
    expect(first).toEqual({ teamId, logDays: 1, payloadDays: 0, updatedAt: expect.any(Date) });
    const last = await teams.setRetention({ teamId, logDays: 3650, payloadDays: 3650 });
    expect(last.updatedAt.getTime()).toBeGreaterThan(first.updatedAt.getTime());
    expect(await teams.findRetention(teamId)).toEqual(last);
    expect(await teams.listRetention()).toContainEqual(last);
    await teams.removeRetention(teamId);
    expect(await teams.findRetention(teamId)).toBeNull();
  });

  test('payloads go before the log does, and nothing is kept for ever', async () => {
    const { teams } = subject().store;
    const { id: teamId } = await rows.team();
    const wrong = [
      { logDays: 7, payloadDays: 8 },
      { logDays: 0, payloadDays: 0 },
      { logDays: 3651, payloadDays: 0 },
      { logDays: 7, payloadDays: -1 },
      { logDays: 7.5, payloadDays: 0 },
    ];
    for (const days of wrong)
      await expect(teams.setRetention({ teamId, ...days })).rejects.toThrow(InvalidValue);
    const nobody = { teamId: randomUUID(), logDays: 7, payloadDays: 7 };
    await expect(teams.setRetention(nobody)).rejects.toThrow(MissingReference);
    expect(await teams.findRetention(teamId)).toBeNull();
  });

  test('a team goes with what is its own', async () => {
    const { teams, memberships } = subject().store;
    const [team, user] = [await rows.team(), await rows.user()];
    await teams.setRetention({ teamId: team.id, logDays: 7, payloadDays: 7 });
    await memberships.add({ teamId: team.id, userId: user.id, role: 'owner' });
    await teams.remove(team.id);
    expect(await teams.find(team.id)).toBeNull();
    expect(await teams.findRetention(team.id)).toBeNull();
    expect(await memberships.listTeams(user.id)).toEqual([]);
  });
}
