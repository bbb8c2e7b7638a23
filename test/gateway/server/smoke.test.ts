import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readFileSync } from 'node:fs';
import { composeServices, starts } from '../deploy/examples.ts';
import { readyz, startGateway } from './gateway-process.ts';
import { enginesOfRun } from './scratch-stores.ts';
import { tempFolder } from '../../servers/temp-folder.ts';

const config = join(import.meta.dirname, '../../../examples/gateway-config.yaml');
const adminToken = 'the-operators-own-token';

/** The command lines of compose: `migrate --apply`, and `serve` with migrations off. */
function wordsOf(place: string): readonly string[] {
  return starts.find((start) => start.place === place)!.words;
}

/** Runs what compose asks the container, and returns its exit code. */
async function healthcheck(url: string): Promise<number | null> {
  const [, , ...words] = composeServices()['gateway']?.healthcheck?.test ?? [];
  const asked = words.map((word) => word.replace('http://127.0.0.1:8080', url));
  expect(asked.join(' ')).toContain(`${url}/readyz`);
  const child = spawn(process.execPath, asked, { stdio: 'ignore' });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return exitCode;
}

describe.each(enginesOfRun('SQLite'))('an operator on $name', ({ empty }) => {
  test('applies, seeds, serves, asks, stops', { timeout: 60_000 }, async () => {
    const env = {
      GATEWAY_DATABASE_URL: await empty(),
      GATEWAY_PORT: '0',
      GATEWAY_CONFIG: config,
      GATEWAY_ADMIN_TOKEN: adminToken,
    };
    // Whatever the working folder is, the migrations are those of the repository.
    const elsewhere = tempFolder();
    const applied = await startGateway(wordsOf('compose migrate'), env, elsewhere).end;
    expect(applied.exitCode, applied.stderr).toBe(0);
    expect(applied.stdout).toMatch(/at V24 of V24[^]*nothing pending\n$/);

    const gateway = startGateway(wordsOf('compose gateway'), env, elsewhere);
    const url = await gateway.listening();
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ alive: true });
    expect(await readyz(url, 200)).toMatchObject({ ready: true, code: 'OK', current: 24, latest: 24 });

    const call = async (
      method: string,
      path: string,
      token: string,
      body?: object,
    ): Promise<readonly [number, Record<string, unknown>]> => {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return [response.status, (await response.json()) as Record<string, unknown>];
    };
    const [, user] = await call('POST', '/admin/users', adminToken, {
      email: 'edsger@example.org',
      displayName: 'Edsger',
    });
    const owner = { kind: 'user', id: user['id'] };
    await call('POST', '/admin/grants', adminToken, { model: 'fast', grantee: owner });
    await call('PUT', '/admin/budgets', adminToken, { owner, period: 'month', hardLimitMicros: 1_000_000 });
    const [created, { key }] = await call('POST', '/admin/keys', adminToken, { name: 'laptop', owner });
    expect(created).toBe(201);

    const [found, lookUp] = await call('GET', '/v1/key', String(key));
    expect([found, lookUp['standing'], lookUp['billed']]).toEqual([200, 'active', owner]);
    const usage = {
      requestId: '11111111-2222-4333-8444-555555555555',
      model: 'fast',
      inputTokens: 2_000_000,
      outputTokens: 500_000,
      occurredAt: new Date().toISOString(),
    };
    const posts = [
      await call('POST', '/v1/usage', String(key), usage),
      await call('POST', '/v1/usage', String(key), usage),
    ];
    expect(posts.map(([status, { posted }]) => [status, posted])).toEqual([
      [201, true],
      [200, false],
    ]);
    const [, spend] = await call('GET', '/v1/spend', String(key));
    // 2,000,000 tokens at 150,000 micros the million, and 500,000 at 600,000.
    expect(spend).toMatchObject({
      totals: { lines: 1, inputTokens: '2000000', costMicros: '600000' },
      days: [{ owner, costMicros: '600000' }],
      budgets: [{ period: 'month', spentMicros: 600_000, hardLimitMicros: 1_000_000 }],
    });

    expect(await healthcheck(url)).toBe(0);
    const ended = await gateway.stop();
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(await healthcheck(url)).toBe(1);
    const steps = [...ended.stderr.matchAll(/ msg=("[^"]*"|\S+)/g)].map(([, message = '']) => message);
    expect(steps.filter((step) => !step.includes(':'))).toEqual([
      'migrating',
      'migrated',
      '"store opened"',
      'seeded',
      'listening',
      'stopping',
      'stopped',
    ]);
    expect(ended.stderr + applied.stderr).not.toContain(adminToken);
    expect(ended.stderr).not.toContain(String(key));
  });
});

test('compose serves with migrations off', () => {
  expect(wordsOf('compose gateway')).toEqual(['serve', '--no-run-migrations']);
});

test('the smoke test asks for what the example seeds', () => {
  const { models } = parse(readFileSync(config, 'utf8')) as { models: { aliases?: string[] }[] };
  expect(models.flatMap(({ aliases = [] }) => aliases)).toContain('fast');
});
