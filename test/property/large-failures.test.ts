import { describe, expect, test } from 'vitest';
import { excerptOf, renderExcerpt } from '../../src/cli/render/excerpt.ts';
import type { View } from '../../src/cli/render/view.ts';
import { redact } from '../../src/core/redact.ts';
import { engines } from '../../src/core/engine.ts';
import { parseHeaders } from '../../src/sql/headers.ts';

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

describe('the line of a failure is shown as far as it says something', () => {
  const log: View = { width: Number.POSITIVE_INFINITY, paint: (_, text) => text, now: null };

  test.each([1, 2_000, 1_500_000, 2_999_990])('column %i of a line of megabytes', (column) => {
    const line = `${'😀'.repeat(column - 1)}X${'é'.repeat(3_000_000 - column)}`;
    const excerpt = excerptOf(`${'a'.repeat(1_000_000)}\n${line}\n`, 2, column);
    if (excerpt === null) throw new Error('the text has that line');
    const [before = '', shown = '', caret = ''] = renderExcerpt(excerpt, log, 2);
    for (const each of [before, shown, caret]) expect(each.length).toBeLessThan(3_000);
    expect([...shown].indexOf('X')).toBeGreaterThan(0);
    expect(excerpt.lines.at(-1)?.at(0) === '…' || column <= 500).toBe(true);
    expect([...(excerpt.lines.at(-1) ?? '')][(excerpt.column ?? 0) - 1]).toBe('X');
  });
});

describe.each(engines)('a header line of megabytes in a %s script', (engine) => {
  const long = 'a'.repeat(9_000_000);
  test.each([
    `no-op="${long}"`,
    `allow=${'a-'.repeat(9_000_000)}a "b"`,
    `changes=t.c "${long}"`,
    `${long}=a`,
    `after=${long}`,
  ])('is no crash', (line) => {
    parseHeaders({ engine, file: 'a.sql', diskText: `-- lockstep: ${line}\n` });
  });
});
