import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenize } from '../../src/sql/tokenize.ts';
import type { TokenKind } from '../../src/sql/token.ts';
import { fragmentsOf } from './fragments.ts';

const lex = (text: string): readonly (readonly [TokenKind, string])[] =>
  tokenize('sqlite', text).map((token) => [token.kind, token.text]);

const cases: readonly (readonly [string, readonly (readonly [TokenKind, string])[]])[] = [
  ['', []],
  [
    'é😀_a$1 A1',
    [
      ['word', 'é😀_a$1'],
      ['word', 'A1'],
    ],
  ],
  ["'it''s'", [['string', "'it''s'"]]],
  [
    "'a\\'b'",
    [
      ['string', "'a\\'"],
      ['word', 'b'],
      ['string', "'"],
    ],
  ],
  ['"a""b"', [['quoted-identifier', '"a""b"']]],
  ['`a``b`', [['quoted-identifier', '`a``b`']]],
  [
    '[a]]b]',
    [
      ['quoted-identifier', '[a]'],
      ['symbol', ']'],
      ['word', 'b'],
      ['symbol', ']'],
    ],
  ],
  [
    "x'3b' X'zz'",
    [
      ['string', "x'3b'"],
      ['string', "X'zz'"],
    ],
  ],
  [
    "x'3b''a'",
    [
      ['string', "x'3b'"],
      ['string', "'a'"],
    ],
  ],
  [
    '1 1.5 .5 1. 1e5 1E-5 0xFf 1_000',
    ['1', '1.5', '.5', '1.', '1e5', '1E-5', '0xFf', '1_000'].map((n) => ['number', n]),
  ],
  [
    '12ab 1e',
    [
      ['number', '12ab'],
      ['number', '1e'],
    ],
  ],
  ['? ?12 :a @a $a #a', ['?', '?12', ':a', '@a', '$a', '#a'].map((p) => ['parameter', p])],
  [
    '$a::b $a(;)',
    [
      ['parameter', '$a::b'],
      ['parameter', '$a(;)'],
    ],
  ],
  [
    ': $',
    [
      ['symbol', ':'],
      ['symbol', '$'],
    ],
  ],
  ['->> -> || <> <= << == !=', ['->>', '->', '||', '<>', '<=', '<<', '==', '!='].map((s) => ['symbol', s])],
  [
    'a--b\nc',
    [
      ['word', 'a'],
      ['comment', '--b'],
      ['word', 'c'],
    ],
  ],
  [
    'a--b\rc',
    [
      ['word', 'a'],
      ['comment', '--b\rc'],
    ],
  ],
  [
    '/* /* */ a',
    [
      ['comment', '/* /* */'],
      ['word', 'a'],
    ],
  ],
  [
    '/*/ a */ b',
    [
      ['comment', '/*/ a */'],
      ['word', 'b'],
    ],
  ],
  ['/* a', [['comment', '/* a']]],
  [
    '/*',
    [
      ['symbol', '/'],
      ['symbol', '*'],
    ],
  ],
  ["'a", [['string', "'a"]]],
  ['[a', [['quoted-identifier', '[a']]],
];

describe('a SQLite script is cut into the tokens that SQLite sees', () => {
  test.each(cases)('%j', (text, tokens) => {
    expect(lex(text)).toEqual(tokens);
  });
});

const fragment = fragmentsOf(
  "'¦\"¦`¦[¦]¦(¦)¦;¦,¦.¦+¦-¦*¦/¦|¦<¦>¦=¦!¦?¦:¦@¦$¦#¦\\¦_¦\n¦\t¦\f¦\r¦\v¦\uFEFF¦é¦😀¦0¦1¦e¦x¦X¦'a'¦a.b¦1.5",
  " ¦--¦/*¦*/¦x'¦x'3b'¦'a''b'¦\"a\"¦[a]¦->>¦0x1F¦1e¦.5¦::¦$a(¦SELECT ",
);

describe('on any text', () => {
  test.each([
    ['fragments', fc.array(fragment, { maxLength: 30 }).map((parts) => parts.join(''))],
    ['characters', fc.string({ unit: 'binary', maxLength: 60 })],
  ])('tokens lie in order and between them is nothing but white space: %s', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        let end = 0;
        for (const token of tokenize('sqlite', text)) {
          expect(text.slice(end, token.start)).toMatch(/^[ \t\n\v\f\r\uFEFF]*$/);
          expect(token.end).toBeGreaterThan(token.start);
          expect(text.slice(token.start, token.end)).toBe(token.text);
          end = token.end;
        }
        expect(text.slice(end)).toMatch(/^[ \t\n\v\f\r\uFEFF]*$/);
      }),
      { numRuns: 1000 },
    );
  });

  test('a statement means the same to SQLite with every comment left out and a space between any two tokens', () => {
    const db = new Database(':memory:');
    const part = fragmentsOf(
      "'a''b'¦x'3b'¦\"c\"¦[c]¦`c`¦1¦1.5e3¦.5¦0x1F¦c¦c¦?1¦:a¦é¦*¦(¦)¦+¦-¦->¦->>¦||¦<¦>¦=¦!¦.¦,¦/",
      ' ¦\n¦ \v¦\uFEFF¦/* a */¦--a\n',
    );
    let valid = 0;
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
        const text = `SELECT ${parts.join('')} FROM (SELECT 1 AS c, 2 AS é)`;
        const tokens = tokenize('sqlite', text).filter(({ kind }) => kind !== 'comment');
        const means = explain(db, text);
        if (means !== null) valid += 1;
        expect(explain(db, tokens.map((token) => token.text).join(' '))).toEqual(means);
      }),
      { numRuns: 4000 },
    );
    expect(valid).toBeGreaterThan(100);
  });
});

/** The program that SQLite makes of a statement, or null where it cannot parse it. */
function explain(db: Database.Database, statement: string): unknown {
  try {
    return db.prepare(`EXPLAIN ${statement}`).all({ a: 1, 1: 1 });
  } catch {
    return null;
  }
}
