import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../../src/gateway/domain/store.ts';
import { openStore } from '../../../src/gateway/open-store.ts';
import { readSeedFile } from '../../../src/gateway/seed/read-seed-file.ts';
import { seedStore } from '../../../src/gateway/seed/seed-store.ts';
import { hashKey } from '../../../src/gateway/server/new-key.ts';
import { adminToken, callerOf, error } from './api-caller.ts';
import { engines, migrateStore } from './scratch-stores.ts';

const dayMs = 86_400_000;
const example = await readSeedFile(join(import.meta.dirname, '../../../examples/gateway-config.yaml'));

describe.each(engines)('the API on $name', ({ empty }) => {
  let store: Store;

  beforeAll(async () => {
    const database = await empty();
    await migrateStore(database);
    store = await openStore(database);
    await seedStore(store, example, new AbortController().signal);
    return () => store.close();
  }, 60_000);

  test('people, keys, grants, budgets, and who may not', { timeout: 60_000 }, async () => {
    const call = callerOf(store);
    const began = new Date();

    // Nobody gets in without the token, and nobody at all where there is none.
    expect(await call('POST /admin/users', null, {})).toMatchObject(error(401, 'UNAUTHORIZED'));
    expect(await call('POST /admin/users', `${adminToken}x`, {})).toMatchObject(error(401, 'UNAUTHORIZED'));
    expect(await callerOf(store, null)('POST /admin/users', adminToken, {})).toMatchObject(
      error(404, 'NOT_FOUND', /admin API is off/),
    );
    expect(await call('GET /admin/nothing', adminToken)).toMatchObject(error(404, 'NOT_FOUND'));

    // A request that is no request is told what is wrong with it.
    expect(await call('POST /admin/users', adminToken, '{')).toMatchObject(
      error(400, 'BAD_REQUEST', /not JSON/),
    );
    expect(await call('POST /admin/users', adminToken, { email: 'no', extra: 1 })).toMatchObject(
      error(400, 'BAD_REQUEST', /email: .*displayName: .*extra/),
    );

    expect(await call('POST /admin/users', adminToken, { email: 'x'.repeat(300_000) })).toMatchObject(
      error(413, 'TOO_LARGE'),
    );

    const person = { email: 'edsger@example.org', displayName: 'Edsger' };
    const { status, body: user } = await call('POST /admin/users', adminToken, person);
    expect([status, user.email, user.hasPassword]).toEqual([201, person.email, false]);
    expect(user).not.toHaveProperty('passwordHash');
    expect(await call('POST /admin/users', adminToken, person)).toMatchObject(error(409, 'CONFLICT'));
    const { body: team } = await call('POST /admin/teams', adminToken, {
      slug: 'compilers',
      name: 'Compilers',
    });
    expect(await call('POST /admin/teams', adminToken, { slug: 'Loud', name: 'Loud' })).toMatchObject(
      error(422, 'INVALID_VALUE'),
    );

    // A key is told once; the store has its hash and its beginning.
    const owner = { kind: 'team', id: team.id };
    const { status: created, body: made } = await call('POST /admin/keys', adminToken, { name: 'ci', owner });
    const { key, apiKey } = made;
    expect([created, key.startsWith(apiKey.keyPrefix), key.length]).toEqual([201, true, 46]);
    expect(apiKey).not.toHaveProperty('keyHash');
    expect(await store.apiKeys.lookUp(hashKey(key), new Date())).toMatchObject({ key: { id: apiKey.id } });
    const nobody = { kind: 'user', id: '00000000-0000-4000-8000-000000000000' };
    expect(await call('POST /admin/keys', adminToken, { name: 'x', owner: nobody })).toMatchObject(
      error(422, 'MISSING_REFERENCE'),
    );

    const model = (await store.models.findBySlug('chat-small'))!;
    expect((await call('POST /admin/grants', adminToken, { model: 'fast', grantee: owner })).status).toBe(
      201,
    );
    expect(await call('POST /admin/grants', adminToken, { model: 'none', grantee: owner })).toMatchObject(
      error(422, 'MISSING_REFERENCE'),
    );
    const { body: lookUp } = await call('GET /v1/key', key);
    expect(lookUp).toMatchObject({ standing: 'active', billed: owner, models: [model.id] });
    expect(JSON.stringify(lookUp)).not.toContain(hashKey(key));

    const monthly = { owner, period: 'month', hardLimitMicros: 5_000_000 };
    await call('PUT /admin/budgets', adminToken, monthly);
    const { body: budget } = await call('PUT /admin/budgets', adminToken, {
      ...monthly,
      softLimitMicros: 4_000_000,
    });
    expect(budget).toMatchObject({ softLimitMicros: 4_000_000, hardLimitMicros: 5_000_000, spentMicros: 0 });
    // A limit that is left out is taken away, and no budget is left without any.
    const soft = { owner, period: 'month', softLimitMicros: 1 };
    expect((await call('PUT /admin/budgets', adminToken, soft)).body).toEqual({
      ...budget,
      softLimitMicros: 1,
      hardLimitMicros: null,
      updatedAt: expect.any(String),
    });
    for (const none of [{}, { softLimitMicros: null }, { softLimitMicros: null, hardLimitMicros: null }])
      expect(await call('PUT /admin/budgets', adminToken, { owner, period: 'month', ...none })).toMatchObject(
        error(400, 'BAD_REQUEST', /softLimitMicros or hardLimitMicros/),
      );
    const again = { ...monthly, softLimitMicros: 4_000_000 };
    expect(await call('PUT /admin/budgets', adminToken, again)).toEqual({
      status: 200,
      body: { ...budget, updatedAt: expect.any(String) },
    });
    const { budgets } = (await call('GET /v1/spend', key)).body;
    expect(budgets).toEqual([{ ...budget, updatedAt: expect.any(String) }]);
    expect((await call(`GET /admin/spend?kind=team&id=${team.id}`, adminToken)).body.budgets).toEqual(
      budgets,
    );

    // A key that is none, that is over, that was revoked.
    expect(await call('GET /v1/key', 'gw_nobodys')).toMatchObject(error(401, 'UNAUTHORIZED'));
    expect(await call('GET /v1/key', null)).toMatchObject(error(401, 'UNAUTHORIZED'));
    const { body: short } = await call('POST /admin/keys', adminToken, {
      name: 'short',
      owner,
      expiresAt: '2020-01-01T00:00:00+01:00',
    });
    expect(await call('GET /v1/key', short.key)).toMatchObject(error(403, 'FORBIDDEN', /expired/));
    expect((await call(`POST /admin/keys/${apiKey.id}/revoke`, adminToken)).body.status).toBe('revoked');
    expect(await call('GET /v1/key', key)).toMatchObject(error(403, 'FORBIDDEN', /revoked/));
    expect(await call(`POST /admin/keys/${nobody.id}/revoke`, adminToken)).toMatchObject(
      error(404, 'NOT_FOUND'),
    );
    expect(await call('POST /admin/keys/no-uuid/revoke', adminToken)).toMatchObject(
      error(422, 'INVALID_VALUE'),
    );

    // An entry says what was done: who it is about and the amounts, never a secret.
    const entryOf = async (action: string): Promise<unknown> =>
      (await store.auditLog.search({ action, from: began }, { limit: 1 })).items[0]?.details;
    const through = 'admin API';
    expect(await entryOf('budget.set')).toEqual({ through, ...again });
    expect(await entryOf('user.create')).toEqual({ through, ...person });
    expect(await entryOf('grant.create')).toEqual({
      through,
      model: 'fast',
      modelId: model.id,
      grantee: owner,
    });
    expect(await entryOf('api_key.revoke')).toEqual({ through, name: 'ci', owner });
    const expiresAt = '2019-12-31T23:00:00.000Z';
    const { keyPrefix } = short.apiKey;
    expect(await entryOf('api_key.create')).toEqual({ through, name: 'short', owner, expiresAt, keyPrefix });

    // Every change left its entry, and what was refused left none.
    const { items } = await store.auditLog.search({ from: began }, { limit: 50 });
    expect(items.map(({ action }) => action).toSorted()).toEqual([
      'api_key.create',
      'api_key.create',
      'api_key.revoke',
      'budget.set',
      'budget.set',
      'budget.set',
      'budget.set',
      'grant.create',
      'team.create',
      'user.create',
    ]);
  });

  test('usage: posted once, within the budget, for models that were granted, and summed up', {
    timeout: 60_000,
  }, async () => {
    const call = callerOf(store);
    const owner = { kind: 'user', id: (await store.users.findByEmail('grace@example.org'))!.id };
    const { body: made } = await call('POST /admin/keys', adminToken, { name: 'laptop', owner });
    const key = made.key as string;
    // Yesterday, wherever the present month began.
    const occurredAt = new Date(Date.now() - dayMs);
    const ago = (days: number): string => new Date(Date.now() - days * dayMs).toISOString();
    const today = occurredAt.toISOString().slice(0, 10);
    const usage = (requestId: string, more: object = {}): object => ({
      requestId,
      model: 'chat-small',
      inputTokens: 1_000_000,
      occurredAt: occurredAt.toISOString(),
      ...more,
    });
    const [first = '', ...others] = Array.from({ length: 100 }, () => crypto.randomUUID());

    expect(await call('POST /v1/usage', key, usage(first))).toMatchObject(
      error(403, 'FORBIDDEN', /may not use/),
    );
    await call('POST /admin/grants', adminToken, { model: 'chat-small', grantee: owner });
    expect(await call('POST /v1/usage', key, usage(first, { model: 'none' }))).toMatchObject(
      error(422, 'MISSING_REFERENCE'),
    );
    expect(await call('POST /v1/usage', key, usage('1'))).toMatchObject(
      error(400, 'BAD_REQUEST', /requestId/),
    );

    const posted = await call('POST /v1/usage', key, usage(first));
    expect(posted).toMatchObject({
      status: 201,
      body: { posted: true, line: { requestId: first, costMicros: 150_000, owner }, softLimitsCrossed: [] },
    });
    const again = await call('POST /v1/usage', key, usage(first));
    expect(again).toMatchObject({ status: 200, body: { posted: false, line: posted.body.line } });
    expect(await call('POST /v1/usage', key, usage(first, { inputTokens: 2 }))).toMatchObject(
      error(409, 'CONFLICT', /another count of input tokens/),
    );

    // Whose clock goes wrong, or who tries to spend from another month, is told so; what was posted may be repeated for ever.
    const moments = [6 * 60_000, 400 * dayMs, -7 * dayMs - 60_000].map((ms) =>
      new Date(Date.now() + ms).toISOString(),
    );
    for (const moment of ['9999-12-31T23:59:59.999Z', ...moments])
      expect(
        await call('POST /v1/usage', key, usage(crypto.randomUUID(), { occurredAt: moment })),
      ).toMatchObject(error(422, 'INVALID_VALUE', /has not happened yet|more than 7 days ago/));
    const old = await store.usageLedger.post({
      requestId: crypto.randomUUID(),
      apiKeyId: made.apiKey.id,
      modelId: posted.body.line.modelId,
      occurredAt: new Date(Date.now() - 300 * dayMs),
    });
    expect(
      await call('POST /v1/usage', key, usage(old.requestId, { occurredAt: old.occurredAt, inputTokens: 0 })),
    ).toMatchObject({ status: 200, body: { posted: false, line: { id: old.id } } });

    // Ten dollars a month, 15 cents each: 66 are borne, however many ask at once.
    const answers = await Promise.all(others.map((id) => call('POST /v1/usage', key, usage(id))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(65);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused[0]).toMatchObject(error(402, 'BUDGET_EXCEEDED', /month: 100000 micros left/));
    const resetsAt = expect.stringMatching(/-01T00:00:00.000Z$/);
    expect(refused[0]?.body.error.refusals).toEqual([{ period: 'month', leftMicros: 100_000, resetsAt }]);
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([402]));
    expect(answers.flatMap(({ body }) => body.softLimitsCrossed ?? [])).toEqual(['month']);

    const day = { day: today, lines: 66, costMicros: '9900000' };
    const { body: spend } = await call(`GET /v1/spend?from=${today}T00:00:00Z`, key);
    expect(spend).toMatchObject({
      totals: { lines: 66, inputTokens: '66000000', costMicros: '9900000' },
      days: [{ owner, ...day }],
      budgets: [{ period: 'month', spentMicros: 9_900_000 }],
    });
    const before = await call(`GET /v1/spend?until=${ago(301)}`, key);
    expect(before.body).toMatchObject({ totals: { lines: 0, costMicros: '0' }, days: [] });
    expect(await call('GET /v1/spend?since=yesterday', key)).toMatchObject(
      error(400, 'BAD_REQUEST', /since/),
    );
    // A report has an end: a year and a day at most, and the last one where nothing is said.
    const { body: last } = await call('GET /v1/spend', key);
    expect(last).toMatchObject({ totals: { lines: 67 }, days: [{ day: ago(300).slice(0, 10) }, day] });
    expect(Date.parse(last.until) - Date.parse(last.from)).toBe(366 * dayMs);
    expect(spend).toMatchObject({ from: `${today}T00:00:00.000Z` });
    for (const span of [
      'from=2025-01-01T00:00:00Z&until=2026-01-02T00:00:00.001Z',
      'from=0001-01-01T00:00:00Z',
      `until=9999-12-31T00:00:00Z&from=${ago(1)}`,
    ])
      for (const path of ['/v1/spend?', `/admin/spend?kind=user&id=${owner.id}&`] as const)
        expect(await call(`GET ${path}${span}`, path === '/v1/spend?' ? key : adminToken)).toMatchObject(
          error(422, 'INVALID_VALUE', /366 days/),
        );
    const year = await call(`GET /v1/spend?from=${ago(301)}&until=${ago(-64)}`, key);
    expect(year.body.days).toEqual(last.days);
    const early = await call('GET /v1/spend?until=0001-06-01T00:00:00Z', key);
    expect(early.body).toMatchObject({ from: '0001-01-01T00:00:00.000Z', days: [] });
    const all = await call(`GET /admin/spend?kind=user&id=${owner.id}&from=${today}T00:00:00Z`, adminToken);
    expect(all.body).toMatchObject({ days: [day] });
    const { lastUsedAt } = (await call('GET /v1/key', key)).body.key;
    // By the clock of the server, too.
    expect(Date.now() - Date.parse(lastUsedAt)).toBeLessThan(60_000);
  });
});
