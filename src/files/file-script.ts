import type { Engine } from '../core/engine.ts';
import type { DeclaredAllowance, DeclaredChange, Script } from '../core/migration.ts';
import { checksum } from '../sql/checksum.ts';
import { createdTables } from '../sql/created-tables.ts';
import type { ParsedHeaders } from '../sql/headers.ts';

/** What a script does not say itself. */
export interface ScriptPlace {
  readonly engine: Engine;
  /** The module's schema on PostgreSQL, null on SQLite. */
  readonly schema: string | null;
}

/** A script as it was read: a class, because an object with a getter of its own takes ten times the room and the time. */
export class FileScript implements Script {
  readonly engine: Engine;
  readonly file: string;
  readonly text: string;
  readonly checksum: string;
  readonly leftOut: readonly number[];
  readonly noOp: string | null;
  readonly transaction: 'atomic' | 'none';
  readonly foreignKeys: 'on' | 'off';
  readonly changes: readonly DeclaredChange[];
  readonly allows: readonly DeclaredAllowance[];
  readonly #schema: string | null;
  #tables: readonly string[] | null = null;

  constructor({ engine, schema }: ScriptPlace, file: string, { text, leftOut, headers }: ParsedHeaders) {
    this.engine = engine;
    this.file = file;
    this.text = text;
    this.checksum = checksum(text);
    this.leftOut = leftOut;
    this.noOp = headers.noOp;
    this.transaction = headers.transaction;
    this.foreignKeys = headers.foreignKeys;
    this.changes = headers.changes;
    this.allows = headers.allows;
    this.#schema = schema;
  }

  /** The whole script is read for it, and only a database without history asks. */
  get createdTables(): readonly string[] {
    return (this.#tables ??= createdTables(this.engine, this.text, this.#schema));
  }
}
