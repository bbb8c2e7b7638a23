import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Lets better-sqlite3 note every statement that it executes, and returns the growing list. `folder` is where a participant
 * looks for the package.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function traceSqlite(folder) {
  /** @type {string[]} */
  const statements = [];
  const Database = createRequire(join(folder, 'package.json'))('better-sqlite3');
  const db = new Database(':memory:');
  const statement = Object.getPrototypeOf(db.prepare('SELECT 1'));
  db.close();
  for (const method of ['run', 'get', 'all', 'iterate'])
    before(statement, method, (self) => statements.push(self.source));
  before(Database.prototype, 'exec', (_, [sql]) => statements.push(sql));
  before(Database.prototype, 'pragma', (_, [sql]) => statements.push(`PRAGMA ${sql}`));
  return statements;
}

/** @param {any} owner @param {string} method @param {(self: any, values: any[]) => void} tell */
function before(owner, method, tell) {
  const original = owner[method];
  /** @this {any} @param {any[]} values */
  owner[method] = function traced(...values) {
    tell(this, values);
    return original.apply(this, values);
  };
}
