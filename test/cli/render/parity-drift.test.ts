import { expect, test } from 'vitest';
import { type ExactSight, renderBaseline, renderDrift } from '../../../src/cli/render/parity-drift.ts';
import { terminal } from './samples.ts';

const wide = terminal(120);
const sight: ExactSight = {
  name: 'gateway on production',
  engine: 'postgres',
  differences: [
    {
      kind: 'column',
      object: 'users.role',
      table: 'users',
      message: 'The default of users.role is another one.',
      expected: "role text DEFAULT 'member' NOT NULL",
      found: "role text DEFAULT 'admin' NOT NULL",
    },
  ],
};

test('drift: what the history makes stands beside what the database has', () => {
  expect(renderDrift([sight, { ...sight, name: 'gateway on local', differences: [] }], wide)).toBe(
    `
gateway on production  ✗ has drifted  1 difference

  ✗ column  users.role
    The default of users.role is another one.
    expected                            │ found
    role text DEFAULT 'member' NOT NULL │ role text DEFAULT 'admin' NOT NULL

gateway on local  ✓ as its history makes it

1 difference
→ Put it back by hand as its history makes it, or make it so everywhere by the next version: lockstep new NAME`.trimStart(),
  );
});

test('drift: none is said', () => {
  expect(renderDrift([{ ...sight, differences: [] }], wide)).toBe(
    'gateway on production  ✓ as its history makes it\n\nno drift',
  );
});

test('baseline: a database in another shape is told what differs, and that nothing was written', () => {
  const text = renderBaseline([sight], 'V20', wide);
  expect(text).toContain('gateway on production  ✗ is not in the shape of V20  1 difference');
  expect(text).toContain('1 difference; nothing was written\n→ Mend the database, or name the version');
  expect(renderBaseline([{ ...sight, differences: [] }], 'V20', wide)).toBe(
    'gateway on production  ✓ in the shape of V20',
  );
});
