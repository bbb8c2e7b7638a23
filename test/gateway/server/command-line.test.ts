import { expect, test } from 'vitest';
import { parseCommandLine } from '../../../src/gateway/commands/parse-command-line.ts';
import { variables } from '../../../src/gateway/configuration/variables.ts';

test.each([
  ['migrate --check', { kind: 'migrate', action: 'check', json: false }],
  ['migrate --apply', { kind: 'migrate', action: 'apply', json: false }],
  ['migrate --status --json', { kind: 'migrate', action: 'status', json: true }],
  ['serve', { kind: 'serve', flags: {} }],
  ['serve --run-migrations', { kind: 'serve', flags: { runMigrations: true } }],
  [
    'serve --no-run-migrations --no-seed-config',
    { kind: 'serve', flags: { runMigrations: false, seedConfig: false } },
  ],
  ['serve --seed-config', { kind: 'serve', flags: { seedConfig: true } }],
])('gateway %s', (words, meant) => {
  expect(parseCommandLine(words.split(' '))).toEqual(meant);
});

test.each([
  ['migrate', /exactly one of --check, --apply and --status; none was given/],
  ['migrate --check --apply', /exactly one of .*; --check and --apply were given/],
  ['migrate --json', /none was given/],
  ['', /No command was given/],
  ['serv', /unknown command 'serv'.*Did you mean serve/],
  ['serve --run-migration', /unknown option '--run-migration'.*Did you mean --run-migrations/],
  ['serve now', /too many arguments/],
])('gateway %s is refused with USAGE', (words, message) => {
  expect(() => parseCommandLine(words.split(' ').filter(Boolean))).toThrow(
    expect.objectContaining({ code: 'USAGE', exitCode: 2, message: expect.stringMatching(message) }),
  );
});

test('the help of a command lists every variable', () => {
  const help = parseCommandLine(['serve', '--help']);
  if (help.kind !== 'print') throw new Error('no help');
  for (const name of Object.keys(variables)) expect(help.text).toContain(`  ${name} `);
  expect(help.text).toContain('--no-run-migrations');
});
