import { expect, test } from 'vitest';
import { LockstepError } from '../../src/core/errors.ts';

test('no credential leaves through an error: message, hint, details at any depth', () => {
  const url = 'postgres://user:s3cret@host/db';
  const error = new LockstepError('USAGE', `Unknown command "${url}"`, {
    hint: `Did you mean ${url}?`,
    details: {
      path: '/home/me/postgres:/user:s3cret@host/db',
      found: url,
      list: [{ url }],
      count: 3,
      none: null,
    },
  });
  expect(JSON.stringify([error.message, error.hint, error.details])).not.toContain('s3cret');
  expect(error.details).toMatchObject({
    count: 3,
    none: null,
    list: [{ url: 'postgres://user:***@host/db' }],
  });
  expect(error.with({ message: url, details: { again: url } }).details['again']).not.toContain('s3cret');
});
