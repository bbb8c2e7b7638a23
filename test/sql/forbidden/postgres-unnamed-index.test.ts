import { expect, test } from 'vitest';
import { found } from './find.ts';

const alone = '-- lockstep: transaction=none\n';

test.each(['CREATE INDEX CONCURRENTLY ON t (a)', 'create unique index concurrently on only t (a)'])(
  'PostgreSQL: %s has no name',
  (statement) =>
    expect(found('postgres', alone + statement)).toEqual([
      '2:1 unnamed-index: CREATE INDEX CONCURRENTLY without a name cannot be found again after a crash',
    ]),
);

test.each([
  'CREATE INDEX CONCURRENTLY i ON t (a)',
  'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)',
  'CREATE INDEX CONCURRENTLY "ON" ON t (a)',
  'CREATE INDEX ON t (a)',
])('PostgreSQL: %s can be found again', (statement) => {
  expect(found('postgres', alone + statement)).toEqual([]);
});
