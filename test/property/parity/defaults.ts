/** Spellings of one default: PostgreSQL's, and SQLite's by the family of the declared type. */
export interface DefaultSpelling {
  readonly postgres: readonly string[];
  readonly sqlite: Readonly<Partial<Record<Family, readonly string[]>>>;
}

export type Family = 'text' | 'integer' | 'numeric' | 'blob' | 'real';

/** Spellings by what they spell. */
export function same(
  postgres: readonly string[],
  families: readonly Family[],
  ...sqlite: readonly string[]
): DefaultSpelling {
  return { postgres, sqlite: Object.fromEntries(families.map((family) => [family, sqlite])) };
}

const countedSeconds = [
  '(unixepoch())',
  "(strftime('%s','now'))",
  "(unixepoch('now'))",
  "(CAST(strftime('%s', 'now') AS INTEGER))",
];
const nowTexts = [
  'CURRENT_TIMESTAMP',
  'current_timestamp',
  "(datetime('now'))",
  "(DATETIME( 'now' ))",
  "(strftime('%Y-%m-%d %H:%M:%S','now'))",
];
export const uuidText = '6f0a1d2c-3b4e-4f5a-8b6c-7d8e9fa0b1c2';
export const randomUuid =
  "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || substr('89ab', 1 + (abs(random()) % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))";

/** Spellings by what they spell. */
export function whole(value: string): DefaultSpelling {
  return same(
    [value, `(${value})`, `'${value}'`, `${value.startsWith('-') ? `(${value})` : value}::bigint`],
    ['integer'],
    value,
    `(${value})`,
    `'${value}'`,
  );
}

/** Spellings by what they spell. */
export function text(value: string): DefaultSpelling {
  const literal = `'${value.replaceAll("'", "''")}'`;
  return {
    postgres: [
      literal,
      `${literal}::text`,
      `(${literal})`,
      `E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
    ],
    sqlite: { text: [literal, `(${literal})`] },
  };
}

/** Spellings by what they spell. */
export function json(value: string): DefaultSpelling {
  const literal = `'${value.replaceAll("'", "''")}'`;
  const hex = Buffer.from(value).toString('hex').toUpperCase();
  return {
    postgres: [literal, `${literal}::jsonb`, `${literal}::text::jsonb`],
    sqlite: {
      text: [literal, `(${literal})`, `(json(${literal}))`],
      numeric: [literal, `(json(${literal}))`],
      blob: [`X'${hex}'`, literal, `(X'${hex.toLowerCase()}')`],
    },
  };
}

/** Spellings by what they spell. */
export function bytes(hex: string): DefaultSpelling {
  return same(
    [`'\\x${hex}'::bytea`, `decode('${hex}', 'hex')`, `'\\x${hex.toUpperCase()}'`],
    ['blob'],
    `X'${hex}'`,
    `(x'${hex.toUpperCase()}')`,
  );
}

/** Spellings by what they spell. */
export function array(postgres: readonly string[], value: string): DefaultSpelling {
  return same(postgres, ['text', 'numeric', 'blob'], `'${value}'`, `('${value}')`);
}

export const momentDefaults: readonly DefaultSpelling[] = [
  {
    postgres: ['now()', 'CURRENT_TIMESTAMP', 'transaction_timestamp()', 'current_timestamp'],
    sqlite: { text: nowTexts, numeric: nowTexts, integer: countedSeconds },
  },
  same(
    ["'2024-02-03 04:05:06+00'", "TIMESTAMPTZ '2024-02-03 04:05:06 UTC'", "'2024-02-03T06:05:06+02:00'"],
    ['text', 'numeric'],
    "'2024-02-03 04:05:06'",
    "'2024-02-03T04:05:06Z'",
  ),
  same(["'1970-01-01 00:00:00+00'"], ['text', 'numeric'], "'1970-01-01 00:00:00'"),
];
