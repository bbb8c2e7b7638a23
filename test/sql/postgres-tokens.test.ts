import * as fc from 'fast-check';
import { loadModule, scanSync } from 'libpg-query';
import { beforeAll, describe, expect, test } from 'vitest';
import { tokenize } from '../../src/sql/tokenize.ts';
import type { TokenKind } from '../../src/sql/token.ts';
import { fragmentsOf } from './fragments.ts';

beforeAll(() => loadModule());

/** The tokens as the server's lexer cuts them, or null where it refuses the text. */
function lexByServer(text: string): readonly string[] | null {
  const bytes = Buffer.from(text);
  try {
    return scanSync(text).tokens.map(({ start, end }) => bytes.subarray(start, end).toString());
  } catch {
    return null;
  }
}

const texts = (text: string): readonly string[] => tokenize('postgres', text).map((token) => token.text);

const cases: readonly (readonly [TokenKind, readonly string[]])[] = [
  ['word', ['a', 'été', '_a$1', 'a$$', 'A', 'e', 'u', '😀']],
  ['quoted-identifier', ['"a""b"', '"a;b"', 'U&"d\\0061"', 'u&"a"']],
  [
    'string',
    [
      "'it''s'",
      "'a\\'",
      "E'a\\'b'",
      "e'\\\\'",
      "E'''\\''",
      "B'01'",
      "x'3b'",
      "U&'a'",
      "'a'\n  'b'",
      "E'a'\n'\\''",
    ],
  ],
  ['string', ['$$;$$', '$a$ $$ $b$ $a$', '$é1$;$é1$', '$_$$_$', "$$'$$"]],
  ['number', ['1', '1.5', '.5', '1.', '1e5', '1.5E-5', '0xFf', '0b01', '0o17', '1_000']],
  ['parameter', ['$1', '$23']],
  [
    'symbol',
    ['+', '<=', '<>', '->>', '@>', '@-', '::', ':=', '..', ':', ';', ',', '(', '[', '.', '=>', '||', '!='],
  ],
  ['comment', ['-- a; b', '/* a /* b */ c */', '/**/', '/*/**/*/']],
];

describe('a PostgreSQL script is cut into the tokens that the server sees', () => {
  test.each(cases)('%s: %j', (kind, tokens) => {
    const text = tokens.join('\n');
    const ours = tokenize('postgres', text);
    // Two strings with a newline between them are one, so strings are looked at one by one.
    const expected = kind === 'string' ? tokens.flatMap((token) => tokenize('postgres', token)) : ours;
    expect(expected.map((token) => token.text)).toEqual(tokens);
    expect(new Set(expected.map((token) => token.kind))).toEqual(new Set([kind]));
    for (const token of tokens.filter((each) => each !== ':')) expect(lexByServer(token)).toEqual([token]);
  });

  test.each([
    ['a+-1', ['a', '+', '-', '1']],
    ['a@-1', ['a', '@-', '1']],
    ['a*-1', ['a', '*', '-', '1']],
    ['1..10', ['1', '..', '10']],
    ['a-- b\rc', ['a', '-- b', 'c']],
    ['2/*;*/*3', ['2', '/*;*/', '*', '3']],
    ['a+--b', ['a', '+', '--b']],
    ['@/*b*/', ['@', '/*b*/']],
    ['$1$$;$$', ['$1', '$$;$$']],
    ['1$$;$$', ['1', '$$;$$']],
    ['a$$ $a$b$a$', ['a$$', '$a$b$a$']],
    ["U&a U&'b'", ['U', '&', 'a', "U&'b'"]],
    ["N'a'", ['N', "'a'"]],
    ["ae'b'", ['ae', "'b'"]],
    ["'a' 'b'", ["'a'", "'b'"]],
    ["'a' /* c */\n'b'", ["'a'", '/* c */', "'b'"]],
  ])('%j', (text, tokens) => {
    expect(texts(text)).toEqual(tokens);
    expect(lexByServer(text)).toEqual(tokens);
  });

  test.each(["'a", '"a', '$$a', '$a$ $b$', '/* /* */', "E'a\\", "E'\\'", "B'1", 'U&"a', "'a'\n'b"])(
    'what is not closed reaches to the end: %j',
    (text) => expect(texts(text)).toEqual([text]),
  );

  test('a dollar that opens nothing is a symbol', () => {
    expect(texts('$ $a $-$')).toEqual(['$', '$', 'a', '$', '-', '$']);
  });
});

const fragment = fragmentsOf(
  "'¦''¦'¦\"¦\"\"¦(¦)¦;¦,¦.¦..¦+¦-¦*¦/¦|¦<¦>¦=¦!¦:¦::¦@¦#¦%¦^¦&¦?¦~¦_¦é¦😀¦0¦1¦1.5¦e¦E'¦U&'¦U&\"¦B'¦X'¦N'¦\\",
  " ¦\n¦\r¦\t¦--¦/*¦*/¦'a''b'¦\"a\"¦$$¦$a$¦$1¦$¦1e¦.5¦a¦ab$¦SELECT ",
);

describe('on any text', () => {
  test.each([
    ['fragments', fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(''))],
    ['characters', fc.string({ unit: 'binary', maxLength: 60 })],
  ])('tokens lie in order and between them is nothing but white space: %s', (_, any) => {
    fc.assert(
      fc.property(any, (text) => {
        let end = 0;
        for (const token of tokenize('postgres', text)) {
          expect(text.slice(end, token.start)).toMatch(/^[ \t\n\v\f\r]*$/);
          expect(token.end).toBeGreaterThan(token.start);
          expect(text.slice(token.start, token.end)).toBe(token.text);
          end = token.end;
        }
        expect(text.slice(end)).toMatch(/^[ \t\n\v\f\r]*$/);
      }),
      { numRuns: 1000 },
    );
  });

  test('whatever the server can lex has the same tokens here', () => {
    let lexed = 0;
    fc.assert(
      fc.property(fc.array(fragment, { minLength: 1, maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const server = lexByServer(text);
        // A string that goes on behind a line comment: only the server itself sees that (statements.test).
        if (server === null || /'\s*--/.test(text)) return;
        lexed += 1;
        expect(texts(text)).toEqual(server);
      }),
      { numRuns: 5000 },
    );
    expect(lexed).toBeGreaterThan(500);
  });
});
