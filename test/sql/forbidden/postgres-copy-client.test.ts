import { describe, expect, test } from 'vitest';
import { found } from './find.ts';

describe('PostgreSQL: COPY from and to the client', () => {
  test.each([
    ['COPY t FROM STDIN', 'FROM STDIN needs a client that sends the rows'],
    ['copy s.t (a, "from") from stdin with (format csv)', 'FROM STDIN needs a client that sends the rows'],
    ['COPY t FROM STDIN\n-- lockstep\n', 'FROM STDIN needs a client that sends the rows'],
    ['COPY t TO STDOUT', 'TO STDOUT needs a client that takes the rows'],
    ['COPY (SELECT a FROM t) TO STDOUT', 'TO STDOUT needs a client that takes the rows'],
  ])('%s', (statement, message) => {
    for (const header of ['', '-- lockstep: transaction=none\n']) {
      expect(found('postgres', header + statement)).toEqual([
        `${header === '' ? 1 : 2}:1 copy-client: COPY ${message}`,
      ]);
    }
  });

  test.each([
    "COPY t FROM '/tmp/stdin'",
    "COPY t FROM PROGRAM 'stdin'",
    'COPY (SELECT a FROM stdin) TO $$/tmp/a$$',
  ])('is not: %s', (script) => expect(found('postgres', script)).toEqual([]));
});
