/** What a column means, whichever engine's words declare it: the rows of docs/parity.md. */
export type LogicalName =
  | 'integer'
  | 'boolean'
  | 'text'
  | 'uuid'
  | 'timestamp'
  | 'date'
  | 'time'
  | 'interval'
  | 'json'
  | 'bytes'
  | 'real'
  | 'decimal'
  | 'enum'
  | 'array'
  | 'network'
  | 'bit'
  /** A type that the table does not know: compared by its name. */
  | 'other';

/** How a moment is written down: `text` is ISO 8601, the others count from 1970. Null where nothing says it. */
export type TimeUnit = 'text' | 's' | 'ms' | 'us' | null;

export interface LogicalType {
  readonly name: LogicalName;
  /** Only of `timestamp`, `date` and `time`; else null. The unit is part of the type. */
  readonly unit: TimeUnit;
}

/** What the parity file may call a column under `logical`. */
export const logicalTypes: Readonly<Record<string, LogicalType>> = {
  integer: plain('integer'),
  boolean: plain('boolean'),
  text: plain('text'),
  uuid: plain('uuid'),
  'timestamp-text': { name: 'timestamp', unit: 'text' },
  'timestamp-s': { name: 'timestamp', unit: 's' },
  'timestamp-ms': { name: 'timestamp', unit: 'ms' },
  'timestamp-us': { name: 'timestamp', unit: 'us' },
  date: plain('date'),
  time: plain('time'),
  interval: plain('interval'),
  json: plain('json'),
  bytes: plain('bytes'),
  real: plain('real'),
  decimal: plain('decimal'),
  array: plain('array'),
  enum: plain('enum'),
  network: plain('network'),
  bit: plain('bit'),
};

function plain(name: LogicalName): LogicalType {
  return { name, unit: null };
}
