import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../../src/gateway/domain/store.ts';
import { openStore } from '../../../src/gateway/open-store.ts';
import { readSeedFile } from '../../../src/gateway/seed/read-seed-file.ts';
import type { SeedFile } from '../../../src/gateway/seed/seed-file.ts';
import { seedStore } from '../../../src/gateway/seed/seed-store.ts';
import { engines, migrateStore } from './scratch-stores.ts';

const example = await readSeedFile(join(import.meta.dirname, '../../../examples/gateway-config.yaml'));
const { signal } = new AbortController();

describe.each(engines)('a declarative file on $name', ({ empty }) => {
  let store: Store;

  beforeAll(async () => {
    store = await openStore(await migrated());
    return () => store.close();
  }, 60_000);

  async function migrated(): Promise<string> {
    const database = await empty();
    await migrateStore(database);
    return database;
  }

  /** The example with its first model changed. */
  function edited(change: Partial<SeedFile['models'][number]>): SeedFile {
    const [first, ...others] = example.models;
    return { ...example, models: [{ ...first!, ...change }, ...others] };
  }

  /** The entries of the audit log as `action: fields`. */
  async function audited(from?: Date): Promise<readonly string[]> {
    const { items } = await store.auditLog.search({ from }, { limit: 1000 });
    return items.map(({ action, actor, details }) => {
      expect([actor, details]).toEqual([
        { type: 'system', id: null },
        { through: 'declarative file', fields: expect.any(Array) },
      ]);
      return `${action}: ${(details as { fields: readonly string[] }).fields.join(' ')}`;
    });
  }

  test('a file that does not fit the store is refused as a whole', { timeout: 60_000 }, async () => {
    const [team] = example.teams;
    const stranger = {
      ...example,
      teams: [{ ...team!, members: [{ email: 'no@one.org', role: 'member' as const }] }],
    };
    await expect(seedStore(store, stranger, signal)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'GATEWAY_CONFIG: research: no user has the address no@one.org',
    });
    const lost = edited({ routes: [{ provider: 'nobody', upstreamModel: 'm' }] });
    await expect(seedStore(store, lost, signal)).rejects.toMatchObject({
      message: 'GATEWAY_CONFIG: chat-small: no provider has the slug nobody',
    });
    expect(await store.models.list()).toEqual([]);
    expect(await store.users.list()).toEqual([]);
    expect(await audited()).toEqual([]);
  });

  test('applied once, changed, cut down, and moved about', { timeout: 60_000 }, async () => {
    const first = await seedStore(store, example, signal);
    // openai comes with the migrations: it is switched on.
    expect(first).toEqual({ created: 19, updated: 1, unchanged: 0 });
    expect(await store.providers.findBySlug('openai')).toMatchObject({
      status: 'enabled',
      settings: { organization: 'example' },
    });
    const grace = (await store.users.findByEmail('GRACE@example.org'))!;
    expect(await store.budgets.listOf({ kind: 'user', id: grace.id }, new Date())).toMatchObject([
      { period: 'month', softLimitMicros: 8_000_000, hardLimitMicros: 10_000_000 },
    ]);

    // One entry per row that was written: what was done through what to which fields, and no value of them.
    const entries = await audited();
    expect(entries).toHaveLength(20);
    expect(entries).toEqual(
      expect.arrayContaining([
        'provider.update: settings status',
        'provider.create: baseUrl kind name slug',
        'price.create: cachedInputMicrosPerMtok effectiveFrom inputMicrosPerMtok outputMicrosPerMtok',
        'membership.create: role',
        'membership.create: ',
        'grant.create: grantee modelId',
        'budget.create: hardLimitMicros owner period softLimitMicros',
        'model_alias.create: modelId',
      ]),
    );
    const target = { type: 'user', id: grace.id };
    const { items } = await store.auditLog.search({ target }, { limit: 9 });
    expect(items).toMatchObject([{ action: 'user.create', target }]);

    // Twice gives nothing new, and touches nothing.
    const before = await store.models.findBySlug('chat-small');
    expect(await seedStore(store, example, signal)).toEqual({ created: 0, updated: 0, unchanged: 20 });
    expect(await store.models.findBySlug('chat-small')).toEqual(before);
    expect(await audited()).toEqual(entries);
    const later = new Date();

    // An edited value is updated: the model's name, a route's priority, a price that nobody has paid.
    const [model] = example.models;
    const changed = edited({
      name: 'Chat, small',
      routes: model!.routes.map((route) => ({ ...route, priority: 50 })),
      prices: model!.prices.map((price) => ({ ...price, inputMicrosPerMtok: 160_000 })),
    });
    expect(await seedStore(store, changed, signal)).toEqual({ created: 0, updated: 4, unchanged: 16 });
    expect((await audited(later)).toSorted()).toEqual([
      'model.update: name',
      'price.update: inputMicrosPerMtok',
      'route.update: priority',
      'route.update: priority',
    ]);
    const now = (await store.models.findBySlug('chat-small'))!;
    expect(now.name).toBe('Chat, small');
    expect((await store.routes.list(now.id)).map(({ priority }) => priority)).toEqual([50, 50]);
    expect(await store.prices.list(now.id)).toMatchObject([{ inputMicrosPerMtok: 160_000 }]);

    // What is taken out is left alone: an entry, and a single field.
    const { maxOutputTokens: _, ...less } = model!;
    await seedStore(store, { ...example, teams: [], users: [], models: [{ ...less, aliases: [] }] }, signal);
    expect(await store.teams.findBySlug('research')).not.toBeNull();
    expect(await store.models.resolve('fast')).toMatchObject({ slug: 'chat-small', maxOutputTokens: 16_384 });
    expect(await store.models.findBySlug('embed-large')).not.toBeNull();

    // Also the role of a member, which somebody gave by hand: the file names grace without one.
    const research = (await store.teams.findBySlug('research'))!;
    await store.memberships.setRole(research.id, grace.id, 'owner');
    expect(await seedStore(store, { ...example, models: [] }, signal)).toMatchObject({ updated: 0 });
    expect(await store.memberships.find(research.id, grace.id)).toMatchObject({ role: 'owner' });

    // An alias moves to another model.
    const [chat, embed] = example.models;
    const moved = {
      ...example,
      models: [
        { ...chat!, aliases: ['fast'] },
        { ...embed!, aliases: ['default'] },
      ],
    };
    await seedStore(store, moved, signal);
    expect(await store.models.resolve('default')).toMatchObject({ slug: 'embed-large' });
  });

  test('three at once leave one of everything', { timeout: 60_000 }, async () => {
    const database = await migrated();
    const stores = await Promise.all([1, 2, 3].map(() => openStore(database)));
    onTestFinished(async () => void (await Promise.all(stores.map((each) => each.close()))));
    // Begins with something new, so that nobody waits for a row that another one changes.
    const fresh = { ...example, providers: example.providers.filter(({ slug }) => slug === 'workshop') };
    const counts = await Promise.all(stores.map((store) => seedStore(store, fresh, signal)));
    expect(counts.map(({ created }) => created).toSorted()).toEqual([0, 0, 19]);
    expect(await stores[0]!.models.list()).toHaveLength(2);
  });
});
