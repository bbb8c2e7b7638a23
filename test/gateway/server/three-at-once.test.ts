import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../src/gateway/open-store.ts';
import { createMigrator, parseAddress } from '../../../src/index.ts';
import { loadStoreModules } from '../../../src/gateway/store-module.ts';
import { readyz, startGateway } from './gateway-process.ts';
import { enginesOfRun } from './scratch-stores.ts';

const config = join(import.meta.dirname, '../../../examples/gateway-config.yaml');

describe.each(enginesOfRun('PostgreSQL'))('three gateways at once on an empty $name', ({ empty }) => {
  test('all become ready, and everything is there once', { timeout: 60_000 }, async () => {
    const database = await empty();
    const env = { GATEWAY_DATABASE_URL: database, GATEWAY_PORT: '0', GATEWAY_CONFIG: config };
    const gateways = [1, 2, 3].map(() => startGateway(['serve'], env));
    const urls = await Promise.all(gateways.map((each) => each.listening()));
    for (const url of urls) expect(await readyz(url, 200)).toMatchObject({ code: 'OK' });

    await using migrator = createMigrator({
      databases: [parseAddress(database, { folder: process.cwd() })],
      modules: await loadStoreModules(),
    });
    const { pendingCount, databases } = await migrator.verify();
    expect(pendingCount).toBe(0);
    const steps = databases[0]?.modules[0]?.migrations ?? [];
    expect(steps.every(({ state }) => state === 'applied')).toBe(true);

    const store = await openStore(database);
    try {
      const slugs = (rows: readonly { slug: string }[]): readonly string[] => rows.map(({ slug }) => slug);
      expect(slugs(await store.providers.list())).toEqual(['anthropic', 'ollama', 'openai', 'workshop']);
      expect(slugs(await store.models.list())).toEqual(['chat-small', 'embed-large']);
      expect(slugs(await store.teams.list())).toEqual(['research']);
      expect((await store.users.list()).map(({ email }) => email)).toEqual([
        'ada@example.org',
        'grace@example.org',
      ]);
      const chat = (await store.models.findBySlug('chat-small'))!;
      expect(await store.routes.list(chat.id)).toHaveLength(2);
      expect(await store.prices.list(chat.id)).toHaveLength(1);
    } finally {
      await store.close();
    }

    // One of them has created everything; what the others found was as the file says.
    const seeded = gateways.map((each) =>
      /msg=seeded created=(\d+) updated=(\d+)/.exec(each.log())?.slice(1),
    );
    const created = seeded.map((counts) => Number(counts?.[0]));
    expect(created.filter((count) => count > 0)).toHaveLength(1);
    const ended = await Promise.all(gateways.map((each) => each.stop()));
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  });
});
