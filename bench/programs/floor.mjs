// The floor: what a careful person writes by hand for one engine, and no more. It reads and hashes the files of both
// engines (with `folders: 'one'` those of its own), asks for the history once, compares the checksums, and applies what
// is missing, each in one transaction with its history row. No lock, no report, no checks of the scripts.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ engine: 'sqlite' | 'postgres', url: string, files: string, folders?: 'one' }} Target */
/** @typedef {{ name: string, version: number, sql: string, checksum: string }} Migration */

/** @param {Target} target */
export async function load(target) {
  if (target.engine === 'sqlite') {
    const { default: Database } = await import('better-sqlite3');
    return () => migrateSqlite(new Database(target.url), target);
  }
  const { default: pg } = await import('pg');
  return () => migratePostgres(new pg.Client({ connectionString: target.url }), target);
}

/** @param {Target} target @returns {Migration[]} */
function readFiles({ engine, files, folders }) {
  const other = engine === 'sqlite' ? 'postgres' : 'sqlite';
  if (folders !== 'one') readFolder(join(files, other));
  return readFolder(join(files, engine));
}

/** @param {string} folder @returns {Migration[]} */
function readFolder(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => {
      const sql = readFileSync(join(folder, file), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      return { name: file.slice(0, -4), version: Number.parseInt(file.slice(1), 10), sql, checksum };
    })
    .sort((a, b) => a.version - b.version);
}

/** @param {Migration[]} migrations @param {{ name: string, checksum: string }[]} rows @returns {Migration[]} */
function findPending(migrations, rows) {
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  return migrations.filter(({ name, checksum }) => {
    const known = applied.get(name);
    if (known !== undefined && known !== checksum) throw new Error(`${name} was edited`);
    return known === undefined;
  });
}

/** @param {import('better-sqlite3').Database} db @param {Target} target @returns {Promise<void>} */
async function migrateSqlite(db, target) {
  const migrations = readFiles(target);
  const select = 'SELECT name, checksum FROM history';
  /** @type {any[]} */
  let rows = [];
  try {
    rows = db.prepare(select).all();
  } catch {
    db.exec('CREATE TABLE history (name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at TEXT NOT NULL)');
  }
  const pending = findPending(migrations, rows);
  const insert = db.prepare("INSERT INTO history VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))");
  for (const { name, sql, checksum } of pending) {
    db.exec('BEGIN IMMEDIATE');
    try {
      db.exec(sql);
      insert.run(name, checksum);
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }
  db.close();
}

/** @param {import('pg').Client} client @param {Target} target @returns {Promise<void>} */
async function migratePostgres(client, target) {
  await client.connect();
  const migrations = readFiles(target);
  /** @type {any[]} */
  let rows = [];
  try {
    ({ rows } = await client.query('SELECT name, checksum FROM history'));
  } catch {
    await client.query(
      'CREATE TABLE history (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL)',
    );
  }
  const pending = findPending(migrations, rows);
  for (const { name, sql, checksum } of pending) {
    const row = `INSERT INTO history VALUES (${client.escapeLiteral(name)}, '${checksum}', now())`;
    // One message: one round trip, and atomic.
    await client.query(`BEGIN;\n${sql}\n;${row};COMMIT`);
  }
  await client.end();
}
