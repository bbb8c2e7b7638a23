import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
} from '../../../src/gateway/domain/store-error.ts';
import type { StoreSubject } from './describe-stores.ts';

/** How the request log behaves, on every driver. */
export function testRequestLog(subject: () => StoreSubject): void {
  const start = (more: object = {}) =>
    subject().store.requestLog.start({ requestedModel: 'a model', ...more });

  test('a request runs, is attempted, ends, and comes back with all its parts in one call', async () => {
    const { store, now } = subject();
    const { requestLog } = store;
    const [startedAt, attemptedAt, finishedAt] = [now(), now(), now()];
    const team = await store.teams.create({ slug: randomUUID(), name: 'A team' });
    const { id: modelId } = await store.models.create({
      slug: randomUUID(),
      name: 'A model',
      contextTokens: 1,
    });
    const billed = { kind: 'team', id: team.id } as const;
    const started = await start({ billed, startedAt, streamed: true });
    expect(started).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      apiKeyId: null,
      billed,
      modelId: null,
      routeId: null,
      requestedModel: 'a model',
      status: 'running',
      httpStatus: null,
      errorCode: null,
      streamed: true,
      inputTokens: 0,
      outputTokens: 0,
      startedAt,
      finishedAt: null,
    });
    const { id } = started;
    const failed = { outcome: 'failed', httpStatus: 529, errorMessage: 'Überlastet "x"' } as const;
    const first = await requestLog.addAttempt(id, {
      ...failed,
      startedAt: attemptedAt,
      durationMs: 2 ** 53 - 1,
    });
    expect(first).toEqual({
      attempt: 1,
      routeId: null,
      ...failed,
      startedAt: attemptedAt,
      durationMs: 2 ** 53 - 1,
    });
    const second = await requestLog.addAttempt(id, {
      outcome: 'succeeded',
      startedAt: finishedAt,
      durationMs: 0,
    });
    expect(second).toMatchObject({ attempt: 2, httpStatus: null, errorMessage: null });
    await requestLog.attachPayload(id, { requestBody: { b: 1, a: [null, '🜁'] } });
    const payload = await requestLog.attachPayload(id, { responseBody: 'text', truncated: true });
    expect(payload).toEqual({
      requestBody: { a: [null, '🜁'], b: 1 },
      responseBody: 'text',
      truncated: true,
      createdAt: expect.any(Date),
    });
    for (const name of ['z', '🜁', '\uFB01', 'A']) await requestLog.setTag(id, { name, value: '' });
    await requestLog.setTag(id, { name: 'z', value: 'again' });
    const end = { status: 'succeeded', httpStatus: 200, inputTokens: 7, outputTokens: 2 ** 53 - 1 } as const;
    const request = await requestLog.finish(id, { ...end, modelId, finishedAt });
    expect(request).toEqual({ ...started, ...end, modelId, finishedAt });
    expect(await requestLog.find(id)).toEqual({
      request,
      attempts: [first, second],
      payload,
      tags: [
        { name: 'A', value: '' },
        { name: 'z', value: 'again' },
        { name: '\uFB01', value: '' },
        { name: '🜁', value: '' },
      ],
    });
  });

  test('one without parts has none; one that is not there is null, and can be given none', async () => {
    const { requestLog } = subject().store;
    const request = await start();
    expect(await requestLog.find(request.id)).toEqual({ request, attempts: [], payload: null, tags: [] });
    const nowhere = randomUUID();
    expect(await requestLog.find(nowhere)).toBeNull();
    const attempt = { outcome: 'failed', startedAt: new Date(0), durationMs: 1 } as const;
    await expect(requestLog.addAttempt(nowhere, attempt)).rejects.toThrow(MissingReference);
    await expect(requestLog.attachPayload(nowhere, {})).rejects.toThrow(MissingReference);
    await expect(requestLog.setTag(nowhere, { name: 'a', value: 'b' })).rejects.toThrow(MissingReference);
    await expect(requestLog.finish(nowhere, { status: 'failed' })).rejects.toThrow(NotFound);
    await expect(start({ id: request.id })).rejects.toThrow(Conflict);
    await expect(start({ modelId: nowhere })).rejects.toThrow(MissingReference);
    await expect(start({ billed: { kind: 'user', id: nowhere } })).rejects.toThrow(MissingReference);
  });

  test('a request ends once, and not before it began', async () => {
    const { store, now } = subject();
    const { requestLog } = store;
    const startedAt = now();
    const { id } = await start({ startedAt });
    const early = new Date(startedAt.getTime() - 1);
    const ends = (more: object) => requestLog.finish(id, { status: 'cancelled', ...more });
    await expect(ends({ finishedAt: early })).rejects.toThrow(InvalidValue);
    await expect(ends({ httpStatus: 99 })).rejects.toThrow(InvalidValue);
    await expect(ends({ inputTokens: -1 })).rejects.toThrow(InvalidValue);
    await expect(ends({ status: 'running' })).rejects.toThrow(InvalidValue);
    expect(await ends({ errorCode: 'gone' })).toMatchObject({ status: 'cancelled', errorCode: 'gone' });
    await expect(ends({})).rejects.toThrow(Conflict);
    const attempt = { outcome: 'failed', startedAt, durationMs: 1 } as const;
    await expect(requestLog.addAttempt(id, attempt)).rejects.toThrow(Conflict);
    const future = new Date('2100-01-01T00:00:00.123Z');
    const clockSetBack = await start({ startedAt: future });
    expect(await requestLog.finish(clockSetBack.id, { status: 'failed' })).toMatchObject({
      finishedAt: future,
    });
  });

  test('attempts that come at once are numbered one after the other', async () => {
    const { requestLog } = subject().store;
    const { id } = await start();
    const attempt = { outcome: 'timed_out', startedAt: new Date(5), durationMs: 1 } as const;
    const numbers = await Promise.all(
      Array.from({ length: 8 }, async () => (await requestLog.addAttempt(id, attempt)).attempt),
    );
    expect(numbers.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('a page begins where the one before it ended, whatever begins in between and however many began at one moment', async () => {
    const { store, now } = subject();
    const startedAt = now();
    const { id: modelId } = await store.models.create({ slug: randomUUID(), name: 'x', contextTokens: 1 });
    const ids: string[] = [];
    for (let count = 0; count < 7; count++) ids.push((await start({ modelId, startedAt })).id);
    ids.sort().reverse();
    const newest = await start({ modelId });
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await store.requestLog.search({ modelId }, { limit: 3, after });
      seen.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      after = page.next;
      await start({ modelId });
    }
    expect(seen).toEqual([newest.id, ...ids]);
    const { items, next } = await store.requestLog.search({ modelId }, { limit: 1000 });
    expect([items.length, next]).toEqual([10, null]);
    await expect(store.requestLog.search({}, { limit: 1, after: 'x' })).rejects.toThrow(InvalidValue);
    for (const limit of [0, 1001, 1.5]) {
      await expect(store.requestLog.search({}, { limit })).rejects.toThrow(InvalidValue);
    }
  });

  test('each filter finds its own, and all of them together what each of them finds', async () => {
    const { store, now } = subject();
    const { requestLog } = store;
    const user = await store.users.create({ email: `${randomUUID()}@example.test`, displayName: 'A user' });
    const team = await store.teams.create({ slug: randomUUID(), name: 'A team' });
    const model = await store.models.create({ slug: randomUUID(), name: 'x', contextTokens: 1 });
    const provider = await store.providers.create({
      slug: randomUUID(),
      name: 'x',
      kind: 'custom',
      baseUrl: 'x',
    });
    const route = await store.routes.create({
      modelId: model.id,
      providerId: provider.id,
      upstreamModel: 'x',
    });
    const key = await store.apiKeys.create({
      name: 'x',
      keyPrefix: 'x',
      keyHash: randomUUID().replaceAll('-', '').repeat(2),
      owner: { kind: 'user', id: user.id },
    });
    const mark = randomUUID();
    const from = now();
    const all = {
      billed: { kind: 'user', id: user.id },
      apiKeyId: key.id,
      modelId: model.id,
      routeId: route.id,
    } as const;
    const { id } = await start(all);
    await requestLog.addAttempt(id, {
      outcome: 'failed',
      errorMessage: `Was 100% FULL_${mark} Ä`,
      startedAt: from,
      durationMs: 1,
    });
    await requestLog.finish(id, { status: 'refused', errorCode: `Quota_${mark}` });
    await requestLog.setTag(id, { name: mark, value: 'v' });
    const other = await start({ billed: { kind: 'team', id: team.id } });
    await requestLog.setTag(other.id, { name: mark, value: 'V' });
    const before = now();
    const late = await start();
    const found = async (filter: Parameters<typeof requestLog.search>[0]): Promise<readonly string[]> =>
      (await requestLog.search(filter, { limit: 10 })).items.map((each) => each.id);

    for (const [name, value] of Object.entries(all)) expect(await found({ [name]: value })).toEqual([id]);
    expect(await found({ billed: { kind: 'team', id: team.id } })).toEqual([other.id]);
    expect(await found({ billed: { kind: 'team', id: user.id } })).toEqual([]);
    expect(await found({ from, before })).toEqual([other.id, id]);
    expect(await found({ from, before, status: 'refused' })).toEqual([id]);
    expect(await found({ from: late.startedAt, before: late.startedAt })).toEqual([]);
    expect(await found({ tag: { name: mark } })).toEqual([other.id, id]);
    expect(await found({ tag: { name: mark, value: 'v' } })).toEqual([id]);
    expect(await found({ tag: { name: mark, value: '' } })).toEqual([]);
    for (const errorText of [`quota_${mark}`, `100% full_${mark.toUpperCase()} Ä`])
      expect(await found({ errorText })).toEqual([id]);
    for (const errorText of [`full_${mark} ä`, `quota%${mark}`])
      expect(await found({ errorText })).toEqual([]);
    const together = {
      ...all,
      from,
      before,
      status: 'refused',
      tag: { name: mark, value: 'v' },
      errorText: mark,
    } as const;
    expect(await found(together)).toEqual([id]);
    for (const [name, value] of [
      ['status', 'running'],
      ['before', from],
      ['apiKeyId', randomUUID()],
      ['tag', { name: mark, value: 'V' }],
      ['errorText', 'other'],
    ] as const)
      expect(await found({ ...together, [name]: value })).toEqual([]);
  });

  test('a tag fits into an index of both engines, whatever its letters', async () => {
    const { requestLog } = subject().store;
    const { id } = await start();
    const letters = (length: number): string =>
      String.fromCodePoint(...Array.from({ length }, (_, index) => 0x4e00 + ((index * 7919) % 20_000)));
    await requestLog.setTag(id, { name: letters(100), value: letters(500) });
    await expect(requestLog.setTag(id, { name: 'a', value: letters(501) })).rejects.toThrow(InvalidValue);
    await expect(requestLog.setTag(id, { name: letters(101), value: '' })).rejects.toThrow(InvalidValue);
    await expect(requestLog.setTag(id, { name: '', value: '' })).rejects.toThrow(InvalidValue);
  });
}
