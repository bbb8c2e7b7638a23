import {
  array,
  bytes,
  type DefaultSpelling,
  type Family,
  json,
  momentDefaults,
  randomUuid,
  same,
  text,
  uuidText,
  whole,
} from './defaults.ts';

export interface Declaration {
  readonly type: string;
  readonly family: Family;
  /** The comparison warns of it. */
  readonly isLossy?: boolean;
}

/** One row of the table of logical types. */
export interface Kind {
  readonly postgres: readonly string[];
  readonly sqlite: readonly Declaration[];
  /** No two of them are the same value. */
  readonly defaults: readonly DefaultSpelling[];
  /** CHECKs that PostgreSQL's type implies; `$` is the column. */
  readonly encodings: readonly { readonly family: Family; readonly check: string }[];
}

export type KindName =
  | 'int'
  | 'bigint'
  | 'bool'
  | 'text'
  | 'citext'
  | 'uuid'
  | 'moment'
  | 'localMoment'
  | 'date'
  | 'time'
  | 'json'
  | 'bytes'
  | 'real'
  | 'decimal'
  | 'enumType'
  | 'enumCheck'
  | 'textArray'
  | 'intArray'
  | 'network'
  | 'bits';

function declared(family: Family, ...types: readonly string[]): readonly Declaration[] {
  return types.map((type) => ({ type, family }));
}

const integers = declared('integer', 'INTEGER', 'INT', 'BIGINT', 'INT64');
const blobs = declared('blob', 'BLOB');

const momentForms: readonly Declaration[] = [
  ...declared('text', 'TEXT'),
  ...declared('numeric', 'DATETIME', 'TIMESTAMP'),
  ...declared('integer', 'INTEGER', 'BIGINT'),
];

const integerKind: Omit<Kind, 'postgres'> = {
  sqlite: [...integers, ...declared('integer', 'SMALLINT', 'TINYINT')],
  defaults: [whole('0'), whole('1'), whole('-1'), whole('42'), whole('-300')],
  encodings: [{ family: 'integer', check: "typeof($) IN ('integer', 'null')" }],
};

const textKind: Omit<Kind, 'postgres'> = {
  sqlite: declared('text', 'TEXT', 'CLOB', 'text', 'VARCHAR'),
  defaults: [
    '',
    'x',
    "it's",
    'back\\slash',
    'größe',
    '0',
    'NULL',
    'now',
    'true',
    '{}',
    'two\nlines',
    ' ',
  ].map(text),
  encodings: [{ family: 'text', check: "typeof($) IN ('text', 'null')" }],
};

/** Labels of an enum come from here. */
export const labelPool: readonly string[] = ['new', "can't", 'Done', 'größe', ''];

const enumKind: Omit<Kind, 'postgres'> = {
  sqlite: declared('text', 'TEXT', 'VARCHAR'),
  defaults: [text(labelPool[0]!), text(labelPool[1]!)].map(({ sqlite, postgres }) => ({
    sqlite,
    postgres: [postgres[0]!],
  })),
  encodings: [],
};

/** What each logical type is on either engine, and its defaults. */
export const kinds: Readonly<Record<KindName, Kind>> = {
  int: { postgres: ['integer', 'int', 'int4', 'bigint', 'smallint', 'int8', 'int2'], ...integerKind },
  bigint: {
    postgres: ['bigint', 'int8'],
    ...integerKind,
    defaults: [
      ...integerKind.defaults,
      whole('9007199254740993'),
      whole('9007199254740992'),
      whole('-9223372036854775807'),
    ],
  },
  bool: {
    postgres: ['boolean', 'bool'],
    sqlite: [...declared('numeric', 'BOOLEAN', 'BOOL', 'NUMERIC'), ...integers],
    defaults: [
      same(
        ['true', 'TRUE', "'t'", "'yes'", "'1'::boolean", "'true'"],
        ['numeric', 'integer'],
        '1',
        'TRUE',
        '(1)',
        "'1'",
      ),
      same(
        ['false', 'FALSE', "'f'", "'off'", "'0'::boolean"],
        ['numeric', 'integer'],
        '0',
        'FALSE',
        '(0)',
        'false',
      ),
    ],
    encodings: [
      { family: 'integer', check: '$ IN (0, 1)' },
      { family: 'numeric', check: '$ IN (1, 0)' },
      { family: 'integer', check: '$ = 0 OR $ = 1' },
    ],
  },
  text: { postgres: ['text', 'varchar', 'character varying'], ...textKind },
  citext: {
    postgres: ['citext'],
    ...textKind,
    sqlite: declared('text', 'TEXT COLLATE NOCASE', 'VARCHAR COLLATE nocase'),
    defaults: textKind.defaults.slice(0, 6).map((one) => ({ ...one, postgres: one.postgres.slice(0, 1) })),
  },
  uuid: {
    postgres: ['uuid'],
    sqlite: [
      ...declared('text', 'TEXT', 'CHAR(36)', 'VARCHAR(36)', 'VARCHAR(255)'),
      ...declared('numeric', 'UUID'),
      ...blobs,
    ],
    defaults: [
      same(['gen_random_uuid()'], ['text', 'numeric'], randomUuid),
      same(
        [`'${uuidText}'`, `'${uuidText.toUpperCase()}'::uuid`, `'{${uuidText}}'`],
        ['text', 'numeric'],
        `'${uuidText}'`,
        `'${uuidText.toUpperCase()}'`,
      ),
      same(
        ["'00000000-0000-0000-0000-000000000000'"],
        ['text', 'numeric'],
        "'00000000-0000-0000-0000-000000000000'",
      ),
    ],
    encodings: [{ family: 'text', check: 'length($) = 36' }],
  },
  moment: {
    postgres: ['timestamptz', 'timestamp with time zone', 'timestamptz(3)'],
    sqlite: momentForms,
    defaults: momentDefaults,
    encodings: [],
  },
  localMoment: {
    postgres: ['timestamp', 'timestamp without time zone'],
    sqlite: momentForms,
    defaults: [
      {
        ...momentDefaults[0]!,
        postgres: ["(now() AT TIME ZONE 'utc')", "timezone('UTC', now())", 'now()', 'CURRENT_TIMESTAMP'],
      },
      same(
        ["'2024-02-03 04:05:06'", "TIMESTAMP '2024-02-03 04:05:06'"],
        ['text', 'numeric'],
        "'2024-02-03 04:05:06'",
        "'2024-02-03T04:05:06'",
      ),
    ],
    encodings: [],
  },
  date: {
    postgres: ['date'],
    sqlite: [...declared('text', 'TEXT'), ...declared('numeric', 'DATE')],
    defaults: [
      same(
        ['CURRENT_DATE', 'current_date', 'now()'],
        ['text', 'numeric'],
        'CURRENT_DATE',
        "(date('now'))",
        "(strftime('%Y-%m-%d', 'now'))",
      ),
      same(["'2024-02-03'", "DATE '2024-02-03'"], ['text', 'numeric'], "'2024-02-03'"),
    ],
    encodings: [{ family: 'text', check: 'date($) IS NOT NULL OR $ IS NULL' }],
  },
  time: {
    postgres: ['time', 'time without time zone'],
    sqlite: [...declared('text', 'TEXT'), ...declared('numeric', 'DATE')],
    defaults: [
      same(["'04:05:06'", "TIME '04:05:06'"], ['text', 'numeric'], "'04:05:06'"),
      same(["'00:00:00'", "'00:00'"], ['text', 'numeric'], "'00:00:00'"),
    ],
    encodings: [],
  },
  json: {
    postgres: ['jsonb', 'json'],
    sqlite: [...declared('text', 'TEXT'), ...declared('numeric', 'JSON'), ...blobs],
    defaults: ['{}', '[]', '{"a":1}', '{"b":[1,2.5,"x",null,true]}', '"s"', '0']
      .map(json)
      .map((one) => ({ ...one, postgres: one.postgres.slice(0, 1) })),
    encodings: [
      { family: 'text', check: 'json_valid($)' },
      { family: 'text', check: '$ IS NULL OR json_valid($)' },
      { family: 'text', check: 'json_valid($) = 1' },
    ],
  },
  bytes: {
    postgres: ['bytea'],
    sqlite: declared('blob', 'BLOB', 'LONGBLOB', 'BYTEA').map((one) =>
      one.type === 'BYTEA' ? { ...one, family: 'numeric' as const } : one,
    ),
    defaults: [bytes(''), bytes('00'), bytes('00ff7b7d')].map((one) => ({
      ...one,
      sqlite: { ...one.sqlite, numeric: one.sqlite.blob ?? [] },
    })),
    encodings: [{ family: 'blob', check: "typeof($) IN ('blob', 'null')" }],
  },
  real: {
    postgres: ['double precision', 'real', 'float8', 'float'],
    sqlite: declared('real', 'REAL', 'DOUBLE', 'DOUBLE PRECISION', 'FLOAT'),
    defaults: [
      same(['0', '0.0', "'0'"], ['real'], '0', '0.0'),
      same(['1.5', "'1.5'", '1.50'], ['real'], '1.5', '(1.5)', '1.50'),
      same(['-2.25', "'-2.25'::float8"], ['real'], '-2.25', '(-2.25)'),
      same(['1000', '1e3', '1000.0'], ['real'], '1000', '1e3', '1000.0'),
    ],
    encodings: [],
  },
  decimal: {
    postgres: ['numeric(10,2)', 'decimal(10,2)', 'numeric'],
    sqlite: [
      ...declared('text', 'TEXT'),
      ...integers,
      ...declared('numeric', 'NUMERIC', 'DECIMAL(10,2)').map((one) => ({ ...one, isLossy: true })),
    ],
    defaults: [
      { postgres: ['0', "'0'"], sqlite: { text: ["'0'"], integer: ['0'], numeric: ['0', '0.0'] } },
      { postgres: ['1.25', "'1.25'"], sqlite: { text: ["'1.25'"], numeric: ['1.25', "'1.25'"] } },
    ],
    encodings: [],
  },
  enumType: { postgres: [], ...enumKind },
  enumCheck: { postgres: ['text', 'varchar'], ...enumKind },
  textArray: {
    postgres: ['text[]', 'varchar[]'],
    sqlite: [...declared('text', 'TEXT'), ...declared('numeric', 'JSON'), ...blobs],
    defaults: [
      array(["'{}'", 'ARRAY[]::text[]', "'{}'::text[]"], '[]'),
      array(["'{a,b}'", "ARRAY['a','b']"], '["a","b"]'),
    ],
    encodings: [],
  },
  intArray: {
    postgres: ['integer[]', 'int[]', 'bigint[]'],
    sqlite: [...declared('text', 'TEXT'), ...declared('numeric', 'JSON'), ...blobs],
    defaults: [array(["'{}'"], '[]'), array(["'{1,2}'", 'ARRAY[1,2]'], '[1,2]')],
    encodings: [],
  },
  network: {
    postgres: ['inet', 'cidr'],
    sqlite: declared('text', 'TEXT'),
    defaults: [same(["'10.0.0.0/8'"], ['text'], "'10.0.0.0/8'")],
    encodings: [],
  },
  bits: {
    postgres: ['bit(4)'],
    sqlite: [...declared('text', 'TEXT'), ...integers],
    defaults: [],
    encodings: [],
  },
};
