import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { endOf, freshStore, migratorOn, moduleOf } from './world.ts';

/** What stands there, what the first version creates, and whether that is the same table. */
type Case = readonly [standing: string, script: string, isSame: boolean];

const onPostgres: readonly Case[] = [
  ['CREATE TABLE users (id int)', 'CREATE TABLE Users (id int)', true],
  ['CREATE TABLE "Users" (id int)', 'CREATE TABLE Users (id int)', false],
  ['CREATE TABLE "Users" (id int)', 'CREATE TABLE IF NOT EXISTS "Users" (id int)', true],
  ['CREATE TABLE users (id int)', 'CREATE TABLE "Users" (id int)', false],
  ['CREATE TABLE "Us.ers""" (id int)', 'CREATE TABLE "Us.ers""" (id int)', true],
  ['CREATE TABLE "🦆" (id int)', 'CREATE TABLE 🦆 (id int)', true],
  // Cut at 63 bytes, never within a character.
  [`CREATE TABLE ${'l'.repeat(63)} (id int)`, `CREATE TABLE ${'L'.repeat(70)} (id int)`, true],
  [`CREATE TABLE "${'é'.repeat(31)}" (id int)`, `CREATE TABLE "${'é'.repeat(40)}" (id int)`, true],
  ['CREATE TABLE data (id int)', String.raw`CREATE TABLE U&"d\0061t\+000061" (id int)`, true],
];

const onSqlite: readonly Case[] = [
  ['CREATE TABLE "USERS" (id int)', 'CREATE TABLE Users (id int)', true],
  ['CREATE TABLE `my table` (id int)', 'CREATE TABLE IF NOT EXISTS [My Table] (id int)', true],
  // SQLite folds ASCII alone.
  ['CREATE TABLE "ärger" (id int)', 'CREATE TABLE "Ärger" (id int)', false],
  ['CREATE TABLE "🦆" (id int)', 'CREATE TABLE 🦆 (id int)', true],
  [`CREATE TABLE ${'l'.repeat(300)} (id int)`, `CREATE TABLE ${'L'.repeat(300)} (id int)`, true],
];

const policies = [
  ['upgrade', 'BASELINE_REQUIRED'],
  ['reset', 'RESET_REQUIRED'],
] as const;

/** Whether each policy refuses with its own code, or the script ran. */
function expected(isSame: boolean): readonly string[] {
  return policies.map(([, code]) => (isSame ? code : 'V1__a applied'));
}

test('PostgreSQL: a table that stands already is known by the name that the server gives it', async () => {
  const store = await freshStore('postgres');
  for (const [index, [standing, script, isSame]] of onPostgres.entries()) {
    const ends: string[] = [];
    for (const [policy] of policies) {
      const schema = `Case ${index} ${policy}`;
      await store.query(`CREATE SCHEMA "${schema}"; SET search_path = "${schema}"; ${standing}`);
      const module = await moduleOf({ V1__a: `${script};` }, { schema, baseline: { version: 1, policy } });
      const [end = ''] = await endOf(migratorOn(store.url, module).migrate());
      ends.push(end.split(':')[0] ?? '');
    }
    expect(ends, script).toEqual(expected(isSame));
  }
});

test.each(['sqlite', 'file'] as const)(
  '%s: a table that stands already is known whatever its case',
  async (kind) => {
    for (const [standing, script, isSame] of onSqlite) {
      const ends: string[] = [];
      for (const [policy] of policies) {
        const store = await freshStore(kind);
        const database = new Database(store.url.replace(/^\w+:/, ''));
        database.exec(standing);
        database.close();
        const module = await moduleOf({ V1__a: `${script};` }, { baseline: { version: 1, policy } });
        const [end = ''] = await endOf(migratorOn(store.url, module).migrate());
        ends.push(end.split(':')[0] ?? '');
      }
      expect(ends, script).toEqual(expected(isSame));
    }
  },
);
