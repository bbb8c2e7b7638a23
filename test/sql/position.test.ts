import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diskPosition, positionAt } from '../../src/sql/position.ts';

describe('a place is counted from 1, columns in code points', () => {
  const text = 'a😀b\n\né';
  test.each([
    [0, 1, 1],
    [1, 1, 2],
    [3, 1, 3],
    [4, 1, 4],
    [5, 2, 1],
    [6, 3, 1],
    [7, 3, 2],
    [99, 3, 2],
    [-1, 1, 1],
  ])('offset %i is line %i, column %i', (offset, line, column) => {
    expect(positionAt(text, offset)).toEqual({ line, column });
  });

  test('the text before any place has as many lines, and its last line as many code points', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', 'é', '😀') }), fc.nat(30), (any, offset) => {
        const before = any.slice(0, offset).split('\n');
        expect(positionAt(any, offset)).toEqual({
          line: before.length,
          column: [...(before.at(-1) ?? '')].length + 1,
        });
      }),
    );
  });
});

test('a place on disk is in the line that the executed line stands on there', () => {
  const script = { text: '-- a\nSELECT 1;\nSELECT 2', leftOut: [1, 3] };
  expect(diskPosition(script, 0)).toEqual({ line: 2, column: 1 });
  expect(diskPosition(script, script.text.indexOf('1'))).toEqual({ line: 4, column: 8 });
  expect(diskPosition(script, script.text.length)).toEqual({ line: 5, column: 9 });
});
