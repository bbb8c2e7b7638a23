import { expect, test } from 'vitest';
import { found } from './find.ts';

const message = 'a comment is opened here and never closed: everything behind it would be left out';

test.each([
  ['sqlite', 'CREATE TABLE e (a);\n /* CREATE TABLE f (a);'],
  ['sqlite', 'CREATE TABLE e (a);\n /*/'],
  ['postgres', 'CREATE TABLE e (a int);\n /* CREATE TABLE f (a int);'],
  ['postgres', 'CREATE TABLE e (a int);\n /* /* nested */ CREATE TABLE f (a int);'],
] as const)('%s: %j', (engine, text) => {
  expect(found(engine, text)).toEqual([`2:2 unclosed-comment: ${message}`]);
});

test.each([
  ['sqlite', 'SELECT 1; /* closed */'],
  ['sqlite', 'SELECT 1; /**/'],
  ['sqlite', "SELECT '/* text'"],
  ['sqlite', 'SELECT 1; -- /* line'],
  ['sqlite', 'SELECT 1; /* /* not nested */'],
  ['postgres', 'SELECT 1; /* /* nested */ */'],
  ['postgres', 'SELECT $$ /* text $$'],
] as const)('%s: %s is closed', (engine, text) => {
  expect(found(engine, text)).toEqual([]);
});

test('in a declared no-op it would hide statements too', () => {
  expect(found('sqlite', '-- lockstep: no-op="x"\n/* DROP TABLE t;')).toHaveLength(1);
});
