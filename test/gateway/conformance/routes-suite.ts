import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
  StillReferenced,
} from '../../../src/gateway/domain/store-error.ts';
import type { JsonValue } from '../../../src/gateway/domain/json.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

/** Routes from models to providers, and what they do to parameters. */
export function testRoutes(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);

  test('a route comes back as it was given, with the defaults', async () => {
    const { routes } = subject().store;
    const [{ id: modelId }, { id: providerId }] = [await rows.model(), await rows.provider()];
    const created = await routes.create({ modelId, providerId, upstreamModel: 'Ünï/🜁:latest' });
    expect(created).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      modelId,
      providerId,
      upstreamModel: 'Ünï/🜁:latest',
      priority: 100,
      weight: 1,
      compatibilityProfile: 'native',
      profileMode: 'strict',
      timeoutMs: 60_000,
      enabled: true,
      createdAt: created.updatedAt,
      updatedAt: expect.any(Date),
    });
    expect(await routes.find(created.id)).toEqual(created);
    expect(await routes.find(randomUUID())).toBeNull();
  });

  test('a model leads to a name at a provider once', async () => {
    const { routes } = subject().store;
    const { id, modelId, providerId, upstreamModel } = await rows.route();
    await expect(routes.create({ modelId, providerId, upstreamModel })).rejects.toThrow(Conflict);
    const other = await routes.create({ modelId, providerId, upstreamModel: upstreamModel.toUpperCase() });
    await expect(routes.update(other.id, { upstreamModel })).rejects.toThrow(Conflict);
    const nowhere = { modelId, providerId, upstreamModel: 'x' };
    await expect(routes.create({ ...nowhere, modelId: randomUUID() })).rejects.toThrow(MissingReference);
    await expect(routes.create({ ...nowhere, providerId: randomUUID() })).rejects.toThrow(MissingReference);
    await expect(routes.create({ ...nowhere, upstreamModel: '' })).rejects.toThrow(InvalidValue);
    await expect(routes.create({ ...nowhere, id })).rejects.toThrow(Conflict);
  });

  test('a change sets what it names, within its range', async () => {
    const { routes } = subject().store;
    const before = await rows.route();
    const change = { priority: 0, weight: 1000, timeoutMs: 3_600_000, enabled: false } as const;
    const after = await routes.update(before.id, { ...change, profileMode: 'lenient' });
    expect(after).toEqual({ ...before, ...change, profileMode: 'lenient', updatedAt: after.updatedAt });
    const wrong = [{ priority: 1001 }, { weight: -1 }, { timeoutMs: 0 }, { timeoutMs: 3_600_001 }];
    for (const each of wrong) await expect(routes.update(before.id, each)).rejects.toThrow(InvalidValue);
    await expect(routes.update(before.id, { modelId: before.modelId } as object)).rejects.toThrow(
      InvalidValue,
    );
    await expect(routes.update(randomUUID(), {})).rejects.toThrow(NotFound);
    expect(await routes.find(before.id)).toEqual(after);
  });

  test('routes are listed by priority, then the heavier first, then by id', async () => {
    const { routes } = subject().store;
    const [{ id: modelId }, { id: providerId }] = [await rows.model(), await rows.provider()];
    const ids = ['3', '1', '2'].map((digit) => `${digit}${randomUUID().slice(1)}`);
    const all = [
      ...ids.map((id) => ({ id, priority: 5, weight: 10 })),
      { id: randomUUID(), priority: 5, weight: 11 },
      { id: randomUUID(), priority: 1, weight: 0 },
      { id: randomUUID(), priority: 100, weight: 1000 },
    ];
    for (const each of all) await routes.create({ ...each, modelId, providerId, upstreamModel: each.id });
    const inOrder = [all[4]!.id, all[3]!.id, ids[1], ids[2], ids[0], all[5]!.id];
    expect((await routes.list(modelId)).map(({ id }) => id)).toEqual(inOrder);
    expect((await routes.routesFor(modelId)).map(({ id }) => id)).toEqual(inOrder);
    expect(await routes.list(randomUUID())).toEqual([]);
  });

  test('requests go over enabled routes to enabled providers', async () => {
    const { routes, providers } = subject().store;
    const route = await rows.route();
    const provider = await providers.find(route.providerId);
    expect(await routes.routesFor(route.modelId)).toEqual([{ ...route, provider, circuit: 'closed' }]);
    await routes.update(route.id, { enabled: false });
    expect(await routes.routesFor(route.modelId)).toEqual([]);
    await routes.update(route.id, { enabled: true });
    await providers.update(route.providerId, { status: 'disabled' });
    expect(await routes.routesFor(route.modelId)).toEqual([]);
    expect(await routes.list(route.modelId)).toHaveLength(1);
  });

  test('a provider with routes stays; a route goes with its rules and its health', async () => {
    const { routes, providers } = subject().store;
    const { id, providerId } = await rows.route();
    await routes.setRule({ routeId: id, parameter: 'x', action: 'drop', argument: null });
    await routes.recordSuccess(id);
    await expect(providers.remove(providerId)).rejects.toThrow(StillReferenced);
    await routes.remove(id);
    expect(await routes.listRules(id)).toEqual([]);
    expect(await routes.findHealth(id)).toBeNull();
    await providers.remove(providerId);
    await expect(routes.remove(id)).rejects.toThrow(NotFound);
  });

  test('a parameter has one rule, the last one set', async () => {
    const { routes } = subject().store;
    const { id: routeId } = await rows.route();
    const rule = { routeId, parameter: 'top_k', action: 'set', argument: { b: [], a: '5' } } as const;
    const first = await routes.setRule(rule);
    expect(first).toEqual({ ...rule, createdAt: expect.any(Date) });
    const values: readonly JsonValue[] = ['5', 5, 0, false, '', [], 'null', 1e300, 'é'];
    for (const argument of values) {
      const set = await routes.setRule({ ...rule, argument });
      expect(set.argument).toEqual(argument);
      expect(await routes.listRules(routeId)).toEqual([set]);
    }
    const dropped = await routes.setRule({ ...rule, action: 'drop', argument: null });
    expect(await routes.listRules(routeId)).toEqual([dropped]);
    expect(dropped.createdAt.getTime()).toBeGreaterThan(first.createdAt.getTime());
  });

  test('only a rule that drops has no argument', async () => {
    const { routes } = subject().store;
    const { id: routeId } = await rows.route();
    const rule = { routeId, parameter: 'x' };
    await expect(routes.setRule({ ...rule, action: 'set', argument: null })).rejects.toThrow(InvalidValue);
    await expect(routes.setRule({ ...rule, action: 'drop', argument: 1 })).rejects.toThrow(InvalidValue);
    await expect(routes.setRule({ ...rule, parameter: '', action: 'drop', argument: null })).rejects.toThrow(
      InvalidValue,
    );
    const nowhere = { routeId: randomUUID(), parameter: 'x', action: 'drop', argument: null } as const;
    await expect(routes.setRule(nowhere)).rejects.toThrow(MissingReference);
    await expect(routes.removeRule(routeId, 'x')).rejects.toThrow(NotFound);
  });

  test('rules are listed by parameter, by code point', async () => {
    const { routes } = subject().store;
    const { id: routeId } = await rows.route();
    const parameters = ['b', 'B', '_', 'é', 'a'];
    for (const parameter of parameters)
      await routes.setRule({ routeId, parameter, action: 'rename', argument: parameter });
    await routes.removeRule(routeId, 'a');
    expect((await routes.listRules(routeId)).map(({ parameter }) => parameter)).toEqual(['B', '_', 'b', 'é']);
  });
}
