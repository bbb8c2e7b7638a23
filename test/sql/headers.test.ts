import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/core/engine.ts';
import { noHeaders } from '../../src/sql/header-keys.ts';
import { type ParsedHeaders, parseHeaders } from '../../src/sql/headers.ts';
import { diskPosition } from '../../src/sql/position.ts';

const parse = (diskText: string, engine: Engine = 'postgres'): ParsedHeaders =>
  parseHeaders({ engine, file: 'migrations/V18__a.sql', diskText });

/** Problems in short: place, rule, message. */
const problems = (diskText: string, engine?: Engine): readonly string[] =>
  parse(diskText, engine).problems.map((p) => `${p.line}:${p.column} ${p.code} ${p.rule}: ${p.message}`);

describe('header lines say what a script is', () => {
  test('a script without a header says nothing', () => {
    expect(parse('SELECT 1;')).toEqual({
      text: 'SELECT 1;',
      leftOut: [],
      headers: noHeaders,
      headerLines: new Map(),
      problems: [],
    });
  });

  test('every key, with comments and blank lines between them', () => {
    const {
      headers,
      headerLines,
      problems: found,
    } = parse(`-- What this version does.
-- lockstep: category=release
-- lockstep: requires=DM001

/* more; words */
-- lockstep: requires=DM002
  --lockstep:  transaction = none  
-- lockstep: changes=teams.budget "moved to \\"budgets\\""
-- lockstep: changes=users "merged into C:\\\\accounts"
-- lockstep: replaces=V17..V40
-- lockstep: after=V20
-- lockstep: allow=some-rule "reviewed"
ALTER TABLE teams DROP COLUMN budget;
`);
    expect(found).toEqual([]);
    expect(headers).toEqual({
      category: 'release',
      after: 'V20',
      requires: ['DM001', 'DM002'],
      transaction: 'none',
      foreignKeys: 'on',
      noOp: null,
      changes: [
        { table: 'teams', column: 'budget', reason: 'moved to "budgets"' },
        { table: 'users', column: null, reason: 'merged into C:\\accounts' },
      ],
      replaces: { from: 17, to: 40 },
      allows: [{ rule: 'some-rule', reason: 'reviewed' }],
    });
    expect([headerLines.get('category'), headerLines.get('requires'), headerLines.get('after')]).toEqual([
      2, 3, 11,
    ]);
  });

  test('a rebuild and a declared no-op', () => {
    expect(parse('-- lockstep: foreign-keys=off\nSELECT 1', 'sqlite').headers.foreignKeys).toBe('off');
    const noOp = parse('-- lockstep: no-op="the column is TEXT already"\n', 'sqlite');
    expect([noOp.headers.noOp, noOp.problems]).toEqual(['the column is TEXT already', []]);
  });
});

describe('the executed text is the file without what does not change its meaning', () => {
  test('byte order mark, carriage returns, allow= and changes= lines are left out, and lines keep their number', () => {
    const { text, leftOut } = parse(
      '\uFEFF-- lockstep: allow=a "b"\r\n-- words\r\n-- lockstep: changes=t.c "d"\r\n\r\nSELECT\r\n1;\r\n',
    );
    expect(text).toBe('-- words\n\nSELECT\n1;\n');
    expect(leftOut).toEqual([1, 3]);
  });

  test('every other header line is part of it: changing one is an edit', () => {
    const text = '-- lockstep: category=release\n-- lockstep: requires=DM001\nSELECT 1';
    expect(parse(text).text).toBe(text);
  });

  test('a line that only looks like a header in a string or a comment stays', () => {
    const text = 'SELECT \'\n-- lockstep: allow=a "b"\n\' /*\n-- lockstep: allow=a "b"\n*/;';
    expect(parse(text)).toMatchObject({ text, problems: [] });
  });

  test('each executed line is the line on disk that it claims to be', () => {
    const line = fc.constantFrom(
      '',
      '-- a',
      '-- lockstep: allow=a "b"',
      '-- lockstep: changes=t "b"',
      'SELECT 1;',
    );
    fc.assert(
      fc.property(
        fc.array(line),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\uFEFF'),
        (lines, end, mark) => {
          const script = parse(mark + lines.join(end));
          const executed = script.text === '' ? [] : script.text.split('\n');
          let offset = 0;
          for (const each of executed) {
            expect(lines[diskPosition(script, offset).line - 1]).toBe(each);
            offset += each.length + 1;
          }
          const kept = lines.filter((_, index) => !script.leftOut.includes(index + 1));
          expect(script.text).toBe(kept.join('\n'));
        },
      ),
    );
  });
});

describe('a wrong header is a problem with its place', () => {
  test.each<[string, string, Engine?]>([
    [
      '-- lockstep: categroy=release',
      'unknown-header: unknown header key "categroy". Did you mean "category"?',
    ],
    [
      '-- lockstep: Category=release',
      'unknown-header: unknown header key "Category". Did you mean "category"?',
    ],
    ['-- lockstep: category=startup', 'header-value: category= cannot take startup'],
    ['-- lockstep: category=', 'header-value: category= cannot take an empty value'],
    ['-- lockstep: category=release after=V20', 'header-value: category= cannot take release after=V20'],
    ['-- lockstep: after=20', 'header-value: after= cannot take 20'],
    ['-- lockstep: after=V020', 'header-value: after= cannot take V020'],
    ['-- lockstep: requires=DM000', 'header-value: requires= cannot take DM000'],
    ['-- lockstep: requires=S001', 'header-value: requires= cannot take S001'],
    ['-- lockstep: requires=DM001, DM002', 'header-value: requires= cannot take DM001, DM002'],
    ['-- lockstep: transaction=off', 'header-value: transaction= cannot take off'],
    ['-- lockstep: replaces=V40..V17', 'header-value: replaces= cannot take V40..V17'],
    ['-- lockstep: changes=teams.budget', 'header-value: changes= cannot take teams.budget'],
    ['-- lockstep: changes=teams "a" b', 'header-value: changes= cannot take teams "a" b'],
    ['-- lockstep: allow=a "', 'header-value: allow= cannot take a "'],
    ['-- lockstep: allow=a "b\\n"', 'header-value: allow= cannot take a "b\\n"'],
    ['-- lockstep: allow=a ""', 'header-value: allow= cannot take a ""'],
    ['-- lockstep: foreign-keys=off', 'header-engine: foreign-keys= has no meaning in a postgres script'],
    [
      '-- lockstep: transaction=none',
      'header-engine: transaction= has no meaning in a sqlite script',
      'sqlite',
    ],
    [
      '-- lockstep: release',
      'header-form: the header line "-- lockstep: release" is not of the form key=value',
    ],
    [
      '-- Lockstep: category=release',
      'header-form: the header line "-- Lockstep: category=release" is not of the form key=value',
    ],
    [
      '-- lockstep category=release',
      'header-form: the header line "-- lockstep category=release" is not of the form key=value',
    ],
    [
      '/* a */ -- lockstep: category=release',
      'header-form: the header line "-- lockstep: category=release" stands on a line with something else',
    ],
  ])('%s', (line, problem, engine) => {
    const found = problems(`-- words\n${line}\nSELECT 1;`, engine);
    expect(found).toEqual([`2:${line.indexOf('--') + 1} BAD_DIRECTIVE ${problem}`]);
  });

  test('prose that begins with the name of the product is no header', () => {
    expect(problems('-- Lockstep runs this once.\n-- lockstep\nSELECT 1')).toEqual([]);
  });

  test.each([
    'SELECT 1;\n  -- lockstep: category=release',
    ';\n  -- lockstep: category=release\nSELECT 1',
    'SELECT 1,\n  -- lockstep: category=release\n2',
  ])('a header below the first statement: %j', (text) => {
    expect(problems(text)).toEqual([
      '2:3 BAD_DIRECTIVE late-header: the header line "-- lockstep: category=release" stands below the first statement',
    ]);
  });

  test('a key that is given twice', () => {
    expect(problems('-- lockstep: after=V1\n-- lockstep: after=V1\nSELECT 1')).toEqual([
      '2:1 BAD_DIRECTIVE repeated-header: after= is given twice, first on line 1',
    ]);
    expect(problems('-- lockstep: requires=DM001\n-- lockstep: requires=DM001\nSELECT 1')).toEqual([
      '2:1 BAD_DIRECTIVE header-value: requires= cannot take DM001',
    ]);
  });

  test('columns are counted without the byte order mark', () => {
    expect(problems('\uFEFF-- lockstep: x=1\r\nSELECT 1')[0]).toMatch(/^1:1 /);
  });

  test('every problem says what to do', () => {
    for (const { hint, file, severity } of parse('-- lockstep: x\n-- lockstep: x=1\n').problems) {
      expect([hint, file, severity]).toEqual([
        expect.stringMatching(/^[A-Z].+\.$/),
        'migrations/V18__a.sql',
        'error',
      ]);
    }
  });
});

describe('a script has a statement, or says why it needs none', () => {
  test.each(['', '\n', '-- words', ' ; ;\n', '-- lockstep: category=release'])('%j is empty', (text) => {
    expect(problems(text)).toEqual(['1:1 EMPTY_SCRIPT empty-script: the script has no statement']);
  });

  test('a no-op with a statement', () => {
    expect(problems('-- lockstep: no-op="a"\n\n  SELECT 1;')).toEqual([
      '3:3 BAD_DIRECTIVE no-op-with-statement: the script says no-op= and has a statement',
    ]);
  });

  test('a no-op that is written wrong is one problem, not two', () => {
    expect(problems('-- lockstep: no-op=nothing to do')).toEqual([
      '1:1 BAD_DIRECTIVE header-value: no-op= cannot take nothing to do',
    ]);
  });
});
