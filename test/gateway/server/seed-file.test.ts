import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSeedFile } from '../../../src/gateway/seed/read-seed-file.ts';
import { tempFolder } from '../../servers/temp-folder.ts';

const example = join(import.meta.dirname, '../../../examples/gateway-config.yaml');

function fileOf(text: string, name = 'config.yaml'): string {
  const path = join(tempFolder(), name);
  writeFileSync(path, text);
  return path;
}

test('the example has every kind of entry', async () => {
  const { providers, models, users, teams } = await readSeedFile(example);
  expect([providers.length, models.length, users.length, teams.length]).toEqual([2, 2, 2, 1]);
  expect(models[0]?.prices[0]?.from).toEqual(new Date('2026-01-01T00:00:00Z'));
  expect(models[0]?.aliases).toEqual(['default', 'fast']);
});

test('JSON is read too', async () => {
  const path = fileOf(JSON.stringify({ teams: [{ slug: 'a', name: 'A' }] }), 'config.json');
  expect((await readSeedFile(path)).teams).toEqual([
    { slug: 'a', name: 'A', members: [], budgets: [], grants: [] },
  ]);
});

test('an empty file asks for nothing', async () => {
  expect(await readSeedFile(fileOf('# nothing yet\n'))).toEqual({
    providers: [],
    models: [],
    users: [],
    teams: [],
  });
});

test.each([
  ['an unknown key', 'provider: []', /the file: .*provider/],
  [
    'a wrong value, with its place',
    'models: [{ slug: m, name: M, contextTokens: 0 }]',
    /models\[0\]\.contextTokens/,
  ],
  [
    'a moment that is none',
    'models: [{ slug: m, name: M, contextTokens: 1, prices: [{ from: 2026-01-01 }] }]',
    /models\[0\]\.prices\[0\]\.from/,
  ],
  ['two of one slug', 'teams: [{ slug: a, name: A }, { slug: a, name: B }]', /teams: a stands there twice/],
  [
    'an alias that is a model',
    'models: [{ slug: m, name: M, contextTokens: 1, aliases: [m] }]',
    /models: m stands there twice/,
  ],
  [
    'one address in two cases',
    'users: [{ email: a@b.org, displayName: A }, { email: A@b.org, displayName: B }]',
    /users: a@b.org stands there twice/,
  ],
  [
    'a budget without a limit',
    'teams: [{ slug: a, name: A, budgets: [{ period: day }] }]',
    /softLimitMicros or hardLimitMicros/,
  ],
  ['what is no YAML', 'teams: [', /GATEWAY_CONFIG.*config\.yaml/],
])('%s is CONFIG_INVALID', async (_, text, message) => {
  await expect(readSeedFile(fileOf(text))).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(message),
  });
});

test('a file that is not there is told by the name of the variable', async () => {
  await expect(readSeedFile('/nowhere/config.yaml')).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'GATEWAY_CONFIG: /nowhere/config.yaml: cannot be read (ENOENT)',
  });
});
