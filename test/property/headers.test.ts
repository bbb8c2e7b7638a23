import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engines } from '../../src/core/engine.ts';
import { checksum } from '../../src/sql/checksum.ts';
import { type ParsedHeaders, parseHeaders } from '../../src/sql/headers.ts';
import { fragmentsOf } from '../sql/fragments.ts';
import { holds, propertyTimeout, seed } from './run-property.ts';
import { strangeText } from './strange-text.ts';

const word = fragmentsOf(
  'lockstep¦Lockstep¦LOCKSTEP¦:¦=¦--¦-- lockstep: ¦--lockstep:¦ ¦\t¦category¦release¦after¦V20¦requires¦DM001¦transaction¦none¦foreign-keys¦off',
  'no-op¦changes¦a.b¦allow¦rule-id¦replaces¦V1..V2¦"reason"¦"¦\\"¦\\¦;¦/*¦*/¦\n¦\r\n¦\r¦\uFEFF¦SELECT 1¦$$¦\'¦__proto__¦constructor¦\u00a0¦\u2028',
);

/** Header lines as people write them, right or nearly so. */
const headerLine = fc
  .tuple(
    fc.constantFrom(
      '-- lockstep:',
      '--lockstep:',
      '--  lockstep: ',
      '-- Lockstep:',
      '-- lockstep',
      '  -- lockstep:',
      '/* x */ -- lockstep:',
    ),
    fc.constantFrom(
      'category=release',
      'after=V1',
      'requires=DM001',
      'requires=DM002',
      'transaction=none',
      'foreign-keys=off',
      'no-op="a"',
      'changes=t.c "a"',
      'replaces=V1..V2',
      'allow=some-rule "a"',
      'category',
      'categroy=release',
      'after = V1',
      'after=v1',
      'no-op=""',
      'category=release after=V1',
      '=',
      '',
    ),
    fc.constantFrom('', ' ', ' -- more', ';', ' \t'),
  )
  .map(([start, value, end]) => `${start} ${value}${end}`);

const line = fc.oneof(
  { weight: 5, arbitrary: headerLine },
  fc.constantFrom(
    '',
    '-- a comment',
    'SELECT 1;',
    'CREATE TABLE t (a TEXT);',
    '/* -- lockstep: category=release */',
    "SELECT '",
    "';",
    '/*',
    '*/',
    ';',
  ),
  strangeText(word),
);

const script = fc
  .tuple(
    fc.constantFrom('', '\uFEFF'),
    fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 8 }),
  )
  .map(([mark, lines]) => mark + lines.map(([text, end]) => text + end).join(''));

describe.each(engines)(`any header lines of a %s script (seed ${seed})`, (engine) => {
  const read = (diskText: string): ParsedHeaders => parseHeaders({ engine, file: 'a.sql', diskText });

  test(
    'never crash, and what is executed is the text on disk but for the lines that are left out',
    { timeout: propertyTimeout },
    () =>
      holds(
        fc.property(script, (diskText) => {
          const { text, leftOut, problems } = read(diskText);
          const lines = diskText
            .replace(/^\uFEFF/, '')
            .replaceAll('\r\n', '\n')
            .split('\n');
          expect(text).toBe(lines.filter((_, index) => !leftOut.includes(index + 1)).join('\n'));
          for (const index of leftOut)
            expect(lines[index - 1]).toMatch(/^\s*--\s*lockstep:\s*(?:allow|changes)\s*=/);
          for (const { code, line: at } of problems) {
            expect(['BAD_DIRECTIVE', 'EMPTY_SCRIPT']).toContain(code);
            expect(at).toBeGreaterThanOrEqual(1);
            expect(at).toBeLessThanOrEqual(lines.length);
          }
        }),
        400,
      ),
  );

  test(
    'above the first statement either take effect or are a finding on their line',
    { timeout: propertyTimeout },
    () =>
      holds(
        fc.property(fc.array(headerLine, { minLength: 1, maxLength: 6 }), (lines) => {
          // No such line opens a comment that goes on, or a string.
          const { headerLines, problems } = read(`${lines.join('\n')}\nCREATE TABLE t (a TEXT);\n`);
          const found = new Set(problems.map((problem) => problem.line));
          for (const [index, text] of lines.entries()) {
            const at = index + 1;
            const key = /lockstep: +([a-z-]+) *=/.exec(text)?.[1];
            const accepted = [...headerLines].some(([name, first]) => name === key && first <= at);
            if (!found.has(at))
              expect({ at, text, accepted }).toEqual({ at, text, accepted: /lockstep:/i.test(text) });
          }
        }),
        300,
      ),
  );

  test('below the first statement are a finding each', { timeout: propertyTimeout }, () =>
    holds(
      fc.property(fc.array(headerLine, { minLength: 1, maxLength: 4 }), (lines) => {
        const { problems } = read(`SELECT 1;\n${lines.join('\n')}\n`);
        const found = new Set(problems.map((problem) => problem.line));
        for (const [index, text] of lines.entries())
          if (/--\s*lockstep\s*:/i.test(text)) expect(found, text).toContain(index + 2);
      }),
      200,
    ),
  );

  test('change the checksum, but for line ends, a byte order mark, allow= and changes=', {
    timeout: propertyTimeout,
  }, () => {
    const statement = fc.constantFrom('SELECT 1;', "INSERT INTO t VALUES ('a');", '-- a comment', '');
    const body = fc.array(statement, { minLength: 1, maxLength: 4 });
    const sum = (diskText: string): string => checksum(read(diskText).text);
    holds(
      fc.property(
        body,
        fc.nat(),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }),
        (lines, at, more) => {
          const text = `-- lockstep: category=release\n${lines.join('\n')}\n`;
          const plain = sum(text);
          expect(sum(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toBe(plain);
          expect(sum(`-- lockstep: allow=some-rule "why"\n-- lockstep: changes=t.a "why"\n${text}`)).toBe(
            plain,
          );
          const place = at % (text.length + 1);
          const edited = text.slice(0, place) + more + text.slice(place);
          const same = (each: string): string => each.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
          if (same(edited) !== same(text)) expect(sum(edited)).not.toBe(plain);
        },
      ),
      200,
    );
  });
});
