import type { Engine } from '../../../src/core/engine.ts';
import { createdTables } from '../../../src/sql/created-tables.ts';
import { checksum } from '../../../src/sql/checksum.ts';
import { findForbidden } from '../../../src/sql/forbidden/index.ts';
import { parseHeaders } from '../../../src/sql/headers.ts';
import type { Script } from '../../../src/core/migration.ts';

/** A script as it would be read from a file with this text. */
export function scriptOf(engine: Engine, diskText: string): Script {
  const { text, leftOut, headers } = parseHeaders({ engine, file: 'a.sql', diskText });
  return {
    ...headers,
    engine,
    file: 'a.sql',
    text,
    leftOut,
    checksum: checksum(text),
    createdTables: createdTables(engine, text, 'public'),
  };
}

/** Findings in short: place, rule, message. */
export function found(engine: Engine, diskText: string): readonly string[] {
  return findForbidden(scriptOf(engine, diskText)).map(
    ({ line, column, rule, message }) => `${line}:${column} ${rule}: ${message}`,
  );
}
