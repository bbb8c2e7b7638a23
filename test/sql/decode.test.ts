import { describe, expect, test } from 'vitest';
import { decodeScript } from '../../src/sql/decode.ts';

describe('a script on disk is UTF-8 text without NUL', () => {
  test('its text is returned as it stands, byte order mark and carriage returns too', () => {
    expect(decodeScript(Buffer.from('\uFEFFSELECT 1;\r\né😀'))).toEqual({ text: '\uFEFFSELECT 1;\r\né😀' });
    expect(decodeScript(new Uint8Array())).toEqual({ text: '' });
  });

  test.each([
    ['a byte of Latin-1', [0x61, 0x0a, 0x62, 0xe9, 0x0a, 0x63], 2],
    ['a sequence that a newline cuts off', [0x0a, 0x0a, 0xe2, 0x82, 0x0a, 0x61], 3],
    ['a sequence that the end cuts off', [0x61, 0x0a, 0xf0, 0x9f], 2],
    ['a surrogate', [0xed, 0xa0, 0x80], 1],
    ['UTF-16 with its byte order mark', [0xff, 0xfe, 0x61, 0x00], 1],
    ['the first of two bad lines', [0x61, 0x0a, 0xff, 0x0a, 0xff], 2],
  ])('%s is not UTF-8', (_, bytes, line) => {
    expect(decodeScript(Uint8Array.from(bytes))).toEqual({
      problem: { line, message: `line ${line} is not UTF-8 text`, hint: 'Save the file as UTF-8.' },
    });
  });

  test('a NUL is named with its line', () => {
    expect(decodeScript(Buffer.from('SELECT 1;\n\0SELECT 2;'))).toEqual({
      problem: { line: 2, message: 'line 2 holds a NUL byte', hint: 'Take the NUL byte out of the file.' },
    });
  });
});
