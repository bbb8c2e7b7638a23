import { expect, test } from 'vitest';
import { renderPending } from '../../src/cli/render/pending.ts';
import { repeatFlags } from '../../src/cli/repeat-flags.ts';
import { local, moduleOf, pipe, reportOf, step } from './render/samples.ts';

test.each([
  [{}, ''],
  [
    { config: 'db.json', database: ['local', 'production'] },
    ' --config db.json --database local --database production',
  ],
  [{ database: ['sqlite:other.db'], module: ['app'] }, ' --database sqlite:other.db --module app'],
  [{ database: ['postgres://host/app?a=1&b=2'] }, " --database 'postgres://host/app?a=1&b=2'"],
  [{ database: ['postgres://ada:geheim@host/app'] }, null],
])('%j is repeated as %j', (options, flags) => {
  expect(repeatFlags(options)).toBe(flags);
});

test('a URL that holds a secret is not repeated, and no command is named that would work elsewhere', () => {
  const report = reportOf(local([moduleOf([step('V17__baseline', 'pending')])]));
  expect(renderPending(report, pipe, '')).toContain('→ lockstep migrate');
  expect(renderPending(report, pipe, null)).toEqual(['1 pending: 1 startup']);
});
