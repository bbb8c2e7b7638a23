import { describe, expect, test } from 'vitest';
import { renderTable } from '../../../src/cli/render/table.ts';
import { formatDuration, formatTime } from '../../../src/cli/render/time.ts';
import { createView, hasColour } from '../../../src/cli/render/view.ts';
import { clean, displayWidth, truncate, wrap } from '../../../src/cli/render/width.ts';
import { now, pipe, terminal } from './samples.ts';

describe('widths', () => {
  test.each([
    ['abc', 3],
    ['日本', 4],
    ['e\u0301', 1],
    ['👍', 2],
    ['\u001b[32mok\u001b[39m', 2],
  ])('%j takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  test('text is cut with an ellipsis, never in the middle of a wide character', () => {
    expect(truncate('日本語', 5)).toBe('日本…');
    expect(truncate('日本語', 4)).toBe('日…');
    expect(truncate('abc', 3)).toBe('abc');
  });

  test('foreign text loses control characters and keeps line feeds', () => {
    expect(clean('a\u001b[31m b\u0007\r\nc\u202e')).toBe('a b\nc');
  });

  test('text is broken at spaces, a longer word stays whole', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('a/very/long/path.sql x', 8)).toEqual(['a/very/long/path.sql', 'x']);
  });

  test.each([
    ['or add the header line', '-- lockstep: no-op="nothing to do here".', ''],
    ['Write it as', '-- lockstep: allow=drop-table "it is empty",', 'one per line'],
    ['the header line', '-- lockstep: transaction=none.', ''],
    ['or accept it:', 'lockstep repair --accept V18 --reason TEXT.', ''],
    ['Say', 'lockstep repair --resume', '(it did not happen)'],
    ['Run', 'lockstep new NAME', 'for the next one'],
    ['or', 'lockstep migrate --category release,data', 'when it is time'],
    ['Run', 'lockstep status', 'to see what stands'],
  ])('text is never broken inside what is there to be copied: %s %s %s', (before, whole, after) => {
    const text = `${before} ${whole} ${after}`.trimEnd();
    for (let width = 1; width <= text.length; width++) {
      const lines = wrap(text, width);
      expect(lines.join(' ')).toBe(text);
      expect(lines.some((line) => line.includes(whole))).toBe(true);
    }
  });
});

describe('tables', () => {
  test('align columns by width on the screen, without spaces at the end', () => {
    expect(
      renderTable(
        [
          ['a', 'b'],
          ['日本', 'c'],
          ['d', ''],
        ],
        pipe,
      ),
    ).toEqual(['  a     b', '  日本  c', '  d']);
  });

  test('cut the column that may give way first', () => {
    const [line] = renderTable([['x'.repeat(30), 'kept']], terminal(24), {
      shrink: { column: 0, least: 10 },
    });
    expect(line).toBe(`  ${'x'.repeat(15)}…  kept`);
  });

  const rows = [['V1__a_long_name', 'startup', '3 min ago', 'a remark']];
  const options = { spare: [1], shrink: { column: 0, least: 10 }, remarks: 3 };
  test.each([
    [60, '  V1__a_long_name  startup  3 min ago  a remark'],
    [40, '  V1__a_long_name  startup  3 min ago'],
    [36, '  V1__a_long_na…  startup  3 min ago'],
    [30, '  V1__a_long_name  3 min ago'],
    [24, '  V1__a_long…  3 min ago'],
    [16, '  V1__a…  3 min…'],
  ])('leave out what can be spared where names would be cut too short, at %i columns', (width, line) => {
    const lines = renderTable(rows, terminal(width), options);
    expect(lines).toEqual([line]);
    expect(lines[0]?.length).toBeLessThanOrEqual(width);
  });
});

describe('times', () => {
  test.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1500, '1.5 s'],
    [60_000, '1 min'],
    [65_000, '1 min 5 s'],
    [3_780_000, '1 h 3 min'],
  ])('%i ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  test.each([
    [10_000, 'just now'],
    [120_000, '2 min ago'],
    [7_200_000, '2 h ago'],
    [86_400_000, '1 day ago'],
    [3 * 86_400_000, '3 days ago'],
    [100 * 86_400_000, '2025-11-30'],
  ])('%i ms ago is %s', (age, text) => {
    expect(formatTime(new Date(now - age).toISOString(), terminal(80))).toBe(text);
  });
});

describe('colour', () => {
  const stream = { isTTY: true, columns: 100 };
  test.each([
    ['on a terminal', { stream, env: { TERM: 'xterm' } }, true],
    ['not into a pipe', { stream: {}, env: {} }, false],
    ['not with NO_COLOR', { stream, env: { NO_COLOR: '1' } }, false],
    ['not on a build server', { stream, env: { CI: 'true' } }, false],
    ['not on a dumb terminal', { stream, env: { TERM: 'dumb' } }, false],
  ])('%s', (_name, source, expected) => {
    expect(hasColour(source)).toBe(expected);
    expect(createView(source).paint('good', 'x') === 'x').toBe(!expected);
  });
});
