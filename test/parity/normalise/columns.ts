import type { Engine } from '../../../src/core/engine.ts';
import type { LogicalName, TimeUnit } from '../../../src/parity/logical-type.ts';
import type { ExpressionContext } from '../../../src/parity/normalise/normaliser.ts';

/** The table that the tests of expressions stand on: a column of each logical type. */
export const columns: Readonly<
  Record<string, { readonly type: LogicalName; readonly unit?: TimeUnit; readonly postgres: string }>
> = {
  a: { type: 'integer', postgres: 'integer' },
  b: { type: 'integer', postgres: 'bigint' },
  small: { type: 'integer', postgres: 'smallint' },
  flag: { type: 'boolean', postgres: 'boolean' },
  done: { type: 'boolean', postgres: 'boolean' },
  status: { type: 'text', postgres: 'varchar(20)' },
  email: { type: 'text', postgres: 'text' },
  code: { type: 'text', postgres: 'char(4)' },
  mood: { type: 'enum', postgres: 'mood' },
  price: { type: 'decimal', postgres: 'numeric(10,2)' },
  ratio: { type: 'real', postgres: 'double precision' },
  id: { type: 'uuid', postgres: 'uuid' },
  data: { type: 'json', postgres: 'jsonb' },
  body: { type: 'bytes', postgres: 'bytea' },
  tags: { type: 'array', postgres: 'text[]' },
  at: { type: 'timestamp', postgres: 'timestamptz' },
  at_ms: { type: 'timestamp', unit: 'ms', postgres: 'timestamptz' },
  day: { type: 'date', postgres: 'date' },
  begins: { type: 'time', postgres: 'time' },
  host: { type: 'network', postgres: 'inet' },
};

export function contextOf(engine: Engine): ExpressionContext {
  return {
    engine,
    typeOf: (name) => {
      const column = columns[name];
      return column === undefined ? null : { name: column.type, unit: column.unit ?? null };
    },
  };
}
