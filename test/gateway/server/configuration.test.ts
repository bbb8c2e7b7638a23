import { describe, expect, test } from 'vitest';
import {
  readConfiguration,
  unknownVariables,
} from '../../../src/gateway/configuration/read-configuration.ts';
import { LockstepError } from '../../../src/index.ts';

const url = 'postgres://gateway:hush-hush@db.example:5432/gateway';

function mistakeOf(env: Record<string, string>): LockstepError {
  try {
    readConfiguration(env);
  } catch (error) {
    if (error instanceof LockstepError) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}

test('an address alone is enough: the rest has its defaults', () => {
  expect(readConfiguration({ GATEWAY_DATABASE_URL: url })).toEqual({
    databaseUrl: url,
    host: '127.0.0.1',
    port: 8080,
    runMigrations: true,
    seedConfig: true,
    configFile: null,
    adminToken: null,
    onNewer: 'refuse',
    migrateCommand: 'gateway migrate --apply',
  });
});

describe.each([
  ['GATEWAY_RUN_MIGRATIONS', 'runMigrations'],
  ['GATEWAY_SEED_CONFIG', 'seedConfig'],
] as const)('%s', (variable, key) => {
  test.each([
    ['true', true],
    ['1', true],
    ['on', true],
    ['ON', true],
    ['false', false],
    ['0', false],
    ['off', false],
    ['False', false],
  ])('%s means %s', (value, meant) => {
    const env = { GATEWAY_DATABASE_URL: url, [variable]: value };
    expect(readConfiguration(env)[key]).toBe(meant);
    expect(readConfiguration(env, { [key]: !meant })[key], 'a flag beats the environment').toBe(!meant);
  });

  test.each(['', 'yes', 'no', ' true', '2', 'enabled'])('%j is a mistake', (value) => {
    const { code, exitCode, message } = mistakeOf({ GATEWAY_DATABASE_URL: url, [variable]: value });
    expect([code, exitCode]).toEqual(['CONFIG_INVALID', 2]);
    expect(message).toContain(variable);
    expect(message).toContain('expected true, false, 1, 0, on or off');
  });
});

test('every mistake is told at once, by the name of its variable', () => {
  const { message, details } = mistakeOf({
    GATEWAY_PORT: '70000',
    GATEWAY_RUN_MIGRATIONS: 'maybe',
    GATEWAY_CONFIG: 'gateway.toml',
    GATEWAY_ON_NEWER: 'ignore',
    GATEWAY_HOST: 'two words',
    GATEWAY_ADMIN_TOKEN: 'short',
    GATEWAY_MIGRATE_COMMAND: '  ',
  });
  expect(message.split('\n')).toEqual([
    expect.stringMatching(/^GATEWAY_DATABASE_URL is not set; expected an address: postgres:/),
    expect.stringMatching(/^GATEWAY_HOST is "two words"; expected/),
    'GATEWAY_PORT is "70000"; expected a port from 0 to 65535; 0 takes a free one and prints it',
    expect.stringMatching(/^GATEWAY_RUN_MIGRATIONS is "maybe"; expected true/),
    expect.stringMatching(/^GATEWAY_CONFIG is "gateway.toml"; expected the path/),
    'GATEWAY_ADMIN_TOKEN is wrong; expected 16 or more characters without blanks',
    'GATEWAY_ON_NEWER is "ignore"; expected refuse or warn',
    expect.stringMatching(/^GATEWAY_MIGRATE_COMMAND is " {2}"; expected what an operator runs/),
  ]);
  expect(details['mistakes']).toHaveLength(8);
});

test.each([
  [{ GATEWAY_MIGRATE_COMMAND: 'systemctl start gateway-migrate' }, 'systemctl start gateway-migrate'],
  [{ npm_lifecycle_event: 'gateway' }, 'npm run gateway -- migrate --apply'],
  [{ npm_lifecycle_event: 'start' }, 'gateway migrate --apply'],
  [{ npm_lifecycle_event: 'gateway', GATEWAY_MIGRATE_COMMAND: 'make up' }, 'make up'],
])('with %j an operator is told to run %s', (env, told) => {
  expect(readConfiguration({ GATEWAY_DATABASE_URL: url, ...env }).migrateCommand).toBe(told);
});

test.each(['', ' ', 'one\ntwo', 'red \u001B[31m'])('%j is no command to tell', (value) => {
  const { message } = mistakeOf({ GATEWAY_DATABASE_URL: url, GATEWAY_MIGRATE_COMMAND: value });
  expect(message).toContain('GATEWAY_MIGRATE_COMMAND');
});

test.each(['8080x', '-1', '65536', '8 0', '1e3', '', 'http'])('%j is no port', (value) => {
  expect(mistakeOf({ GATEWAY_DATABASE_URL: url, GATEWAY_PORT: value }).message).toContain('GATEWAY_PORT');
});

test('a port that Kubernetes set for a service called gateway is told as such', () => {
  const env = { GATEWAY_DATABASE_URL: url, GATEWAY_PORT: 'tcp://10.0.0.7:8080' };
  expect(mistakeOf(env).message).toContain('enableServiceLinks: false');
});

test('no secret is ever told, not even one that stands in the wrong variable', () => {
  const misplaced = [
    mistakeOf({ GATEWAY_DATABASE_URL: `mysql://gateway:hush-hush@db/gateway` }),
    mistakeOf({ GATEWAY_DATABASE_URL: url, GATEWAY_HOST: url }),
    mistakeOf({ GATEWAY_DATABASE_URL: url, GATEWAY_PORT: url }),
    mistakeOf({ GATEWAY_DATABASE_URL: url, GATEWAY_ADMIN_TOKEN: 'hush-hush' }),
  ];
  for (const { message, hint, details } of misplaced) {
    expect(message + hint + JSON.stringify(details)).not.toContain('hush');
  }
});

test('a variable that looks like the gateway’s and is not is listed', () => {
  expect(unknownVariables({ GATEWAY_PORT: '1', GATEWAY_SEED_CONFI: 'off', HOME: '/' })).toEqual([
    'GATEWAY_SEED_CONFI',
  ]);
});
