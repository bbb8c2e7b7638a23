import { describe, expect, test } from 'vitest';
import { redact } from '../../src/core/redact.ts';

/** What a failed statement may repeat: each once took quadratic time, or the stack of a regular expression. */
const shapes: Readonly<Record<string, string>> = {
  'addresses without a blank': '"http://a.b/c",',
  'schemes of a word each': 'a.b-',
  'schemes and nothing else': 'http://',
  'secrets without an end': "pwd='",
  backslashes: '\\\\',
};

describe('an error that quotes a large statement is shown at once', () => {
  test.each(Object.entries(shapes))('%s', (_, shape) => {
    const before = process.threadCpuUsage();
    redact(`pwd='${shape.repeat(2_000_000 / shape.length)}'`);
    const { user, system } = process.threadCpuUsage(before);
    // Quadratic, it takes minutes.
    expect((user + system) / 1000).toBeLessThan(2_000);
  });

  test('a secret of any length is hidden', () => {
    const secret = 'ab\\\\'.repeat(4_000_000);
    expect(redact(`password='${secret}' host=a`)).toBe('password=*** host=a');
    expect(redact(`postgres://me:${secret}@host/db`)).toBe('postgres://me:***@host/db');
  });
});
