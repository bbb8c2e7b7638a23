import * as fc from 'fast-check';

/** A row as somebody, or some other program, may have left it. */
export interface StrangeRow {
  readonly migration_name: string;
  readonly category: string;
  readonly checksum: string;
  readonly applied_at: string;
  readonly applied_by: string;
  readonly duration_ms: number;
  readonly note: string | null;
}

/** A history: rows, and what stands in the table beside it. */
export interface StrangeHistory {
  readonly rows: readonly StrangeRow[];
  readonly state: readonly { readonly key: string; readonly value: string }[];
}

const rubbish = fc.oneof(
  fc.constantFrom(
    '',
    'null',
    'NULL',
    '{}',
    '[]',
    '0',
    '"a"',
    '{"target":null}',
    '{"target":{}}',
    '{"accepted":5}',
    'undefined',
  ),
  fc.json(),
  fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.includes('\0')),
);

/** JSON that a column of PostgreSQL takes, of a shape that we never write. */
const strangeJson = fc.oneof(
  fc.constantFrom(
    'null',
    '{}',
    '[]',
    '"a"',
    '{"accepted":5}',
    '{"accepted":[null]}',
    '{"adopted":"x"}',
    '{"markedDone":1}',
  ),
  fc.json().filter((text) => !text.includes('\\u0000')),
);

/** Names of the chain, of files that are gone, of versions to come, in other profiles, and none at all. */
function nameOf(chain: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...chain) },
    fc.constantFrom(
      'V1__other',
      'V9__gone',
      'V900__newer',
      'S009__x',
      'DM001__x',
      '001_numbered',
      'v1__a',
      'V1',
      '',
      ' ',
      '__proto__',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }).filter((name) => !name.includes('\0')),
  );
}

/** Histories over a chain whose files have these checksums, applied at these `times` too. Rows have names of their own, as the table demands. */
export function strangeHistories(
  checksums: ReadonlyMap<string, string>,
  times: readonly string[],
): fc.Arbitrary<StrangeHistory> {
  const row = fc
    .record({
      migration_name: nameOf([...checksums.keys()]),
      category: fc.constantFrom('startup', 'startup', 'seed', 'release', 'data', '', 'other', '__proto__'),
      isRight: fc.boolean(),
      strange: fc.constantFrom('', 'sha256:', 'sha256:0', 'md5', 'NULL'),
      applied_at: fc.constantFrom('2026-01-01T00:00:00.000Z', ...times),
      applied_by: fc.constantFrom('someone', '', 'a\nb', '😀', '\u001b[31m'),
      duration_ms: fc.constantFrom(0, -1, 5, 2_147_483_648, Number.MAX_SAFE_INTEGER),
      note: fc.option(strangeJson, { freq: 3 }),
    })
    .map(({ isRight, strange, ...rest }) => ({
      ...rest,
      checksum: isRight ? (checksums.get(rest.migration_name) ?? strange) : strange,
    }));
  /** The first steps of the chain as they should be, so that what follows them is looked at too. */
  const head = fc.nat(checksums.size).map((length): readonly StrangeRow[] =>
    [...checksums].slice(0, length).map(([migration_name, checksum]) => ({
      migration_name,
      category: 'startup',
      checksum,
      applied_at: '2026-01-01T00:00:00.000Z',
      applied_by: 'someone',
      duration_ms: 1,
      note: null,
    })),
  );
  const stateKey = fc.constantFrom('install', 'install', 'step', 'claim', 'other', '');
  const target = fc
    .constantFrom(...checksums.keys(), 'V900__newer', '')
    .map((name) => JSON.stringify({ target: name }));
  return fc.record({
    rows: fc
      .tuple(head, fc.array(row, { maxLength: 4 }))
      .map(([first, more]) => uniqueBy([...first, ...more], ({ migration_name }) => migration_name)),
    state: fc
      .array(fc.record({ key: stateKey, value: fc.oneof(target, rubbish) }), { maxLength: 2 })
      .map((all) => uniqueBy(all, ({ key }) => key)),
  });
}

function uniqueBy<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
