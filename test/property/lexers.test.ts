import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engines } from '../../src/core/engine.ts';
import { createdTables } from '../../src/sql/created-tables.ts';
import { findForbidden } from '../../src/sql/forbidden/index.ts';
import { noHeaders } from '../../src/sql/header-keys.ts';
import { splitStatements } from '../../src/sql/statements.ts';
import { tokenize } from '../../src/sql/tokenize.ts';
import { fragmentsOf } from '../sql/fragments.ts';
import { holds, propertyTimeout, seed } from './run-property.ts';
import { strangeText } from './strange-text.ts';

const fragment = fragmentsOf(
  "'¦''¦\"¦`¦[¦]¦(¦)¦;¦;¦.¦..¦-¦--¦/*¦*/¦\n¦\r¦ ¦\t¦\v¦\f¦\uFEFF¦\\¦E'¦U&'¦x'¦X'¦$$¦$a$¦$1¦$a(¦?1¦:a¦@¦#¦0x¦1e¦1_¦.5",
  'CREATE ¦TABLE ¦TEMP ¦TRIGGER ¦FUNCTION f() ¦RULE r AS ¦BEGIN ¦ATOMIC ¦END¦CASE ¦IF NOT EXISTS ¦PRAGMA ¦COPY t FROM STDIN',
  'SELECT 1¦COMMIT¦ROLLBACK¦INSERT OR ROLLBACK ¦é¦😀¦ ¦\u00a0¦\u2028',
);
const text = strangeText(fragment);
const plainText = fc
  .array(
    fragmentsOf(
      ';¦;¦;\n¦ ¦\n¦\t¦\r¦\f¦\v¦(¦)¦-¦/¦*¦.¦CREATE TABLE a (b integer)¦CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN ¦EXPLAIN ¦END¦CREATE FUNCTION f() BEGIN ATOMIC ¦CREATE PROCEDURE p() BEGIN ATOMIC ¦CREATE RULE r AS ON INSERT TO a DO (¦SELECT 1¦é¦\uFEFF¦\0',
    ),
    { maxLength: 20 },
  )
  .map((pieces) => pieces.join(''));
const white = { postgres: /^[ \t\n\v\f\r]*$/, sqlite: /^[ \t\n\v\f\r\uFEFF]*$/ } as const;

describe.each(engines)(`any text as a %s script (seed ${seed})`, (engine) => {
  test(
    'is covered by its tokens, which ascend and have nothing but white space between them',
    { timeout: propertyTimeout },
    () =>
      holds(
        fc.property(text, (script) => {
          let end = 0;
          let again = '';
          for (const token of tokenize(engine, script)) {
            const between = script.slice(end, token.start);
            expect(between).toMatch(white[engine]);
            expect(token.end).toBeGreaterThan(token.start);
            again += between + token.text;
            end = token.end;
          }
          const rest = script.slice(end);
          expect(rest).toMatch(white[engine]);
          expect(again + rest).toBe(script);
        }),
        400,
      ),
  );

  test(
    'is split so that between two statements only semicolons, comments and white space are left',
    { timeout: propertyTimeout },
    () =>
      holds(
        fc.property(text, (script) => {
          let end = 0;
          const between: string[] = [];
          for (const statement of splitStatements(engine, script)) {
            expect(statement.start).toBeGreaterThanOrEqual(end);
            expect(script.slice(statement.start, statement.end)).toBe(statement.text);
            expect(statement.tokens.length).toBeGreaterThan(0);
            between.push(script.slice(end, statement.start));
            end = statement.end;
          }
          between.push(script.slice(end));
          for (const gap of between)
            expect(
              tokenize(engine, gap).filter(({ kind, text: of }) => kind !== 'comment' && of !== ';'),
            ).toEqual([]);
        }),
        400,
      ),
  );

  test(
    'is split without the lexer as with it: a comment at its end asks for the lexer',
    { timeout: propertyTimeout },
    () =>
      holds(
        fc.property(fc.oneof(text, plainText), (script) => {
          const shapes = (of: string): unknown =>
            splitStatements(engine, of).map(({ text: statement, start, end }) => [statement, start, end]);
          // Where the text ends in the middle of a quote the comment would be part of it.
          fc.pre(tokenize(engine, `${script}\n--`).at(-1)?.text === '--');
          expect(shapes(script)).toEqual(shapes(`${script}\n--`));
        }),
        2_000,
      ),
  );

  test('is judged without a crash, and every finding points into it', { timeout: propertyTimeout }, () =>
    holds(
      fc.property(text, (script) => {
        createdTables(engine, script, 'public');
        const lines = script.split('\n').length;
        const findings = findForbidden({
          ...noHeaders,
          engine,
          file: 'a.sql',
          text: script,
          checksum: '',
          leftOut: [],
          createdTables: [],
        });
        for (const { code, line, column } of findings) {
          expect(code).toBe('FORBIDDEN_STATEMENT');
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      }),
      400,
    ),
  );
});
