import * as fc from 'fast-check';

/** A rule of a column or table, by what it means. `name` is what CONSTRAINT says in front of it. */
export type RandomRule =
  | { readonly kind: 'check'; readonly name: string | null; readonly expression: string }
  | { readonly kind: 'not null'; readonly name: string | null }
  | { readonly kind: 'default'; readonly value: string }
  | { readonly kind: 'collate'; readonly collation: string }
  | { readonly kind: 'generated'; readonly expression: string; readonly stored: boolean }
  | {
      readonly kind: 'unique' | 'primary key';
      readonly name: string | null;
      readonly columns: readonly string[];
    }
  | {
      readonly kind: 'foreign key';
      readonly name: string | null;
      readonly columns: readonly string[];
      readonly target: string;
      readonly deferrable: string;
    };

export interface RandomColumn {
  readonly name: string;
  readonly type: string;
  readonly rules: readonly RandomRule[];
}

export interface RandomTable {
  readonly name: string;
  readonly columns: readonly RandomColumn[];
  readonly rules: readonly RandomRule[];
  readonly options: string;
  /** As somebody might write it: comments, every kind of quotes, commas left out where they may be. */
  readonly sql: string;
}

/** They need no quotes: what SQLite takes for a name where no key word fits. */
const bareNames = 'a B key after begin action row temp generated always stored no é c1'.split(' ');
const strangeNames = [
  'select',
  'a b',
  "it's",
  'x"y',
  'CHECK',
  'primary',
  'a,b',
  '(',
  '--',
  'constraint',
  ' ',
];
const types =
  'TEXT|integer|VARCHAR(40)|DECIMAL ( 10 , -2 )|DOUBLE PRECISION|UNSIGNED BIG INT|generated text|';
const expressions = [
  "1 <> ')'",
  '(1) OR 0',
  "CASE WHEN 1 THEN ',' END <> 'it''s'",
  '1 NOT NULL AND 1 /* ) */',
  'CAST(1 AS TEXT) COLLATE NOCASE = 1',
];
const endings = [
  '',
  'DEFERRABLE',
  'NOT DEFERRABLE INITIALLY DEFERRED',
  'DEFERRABLE INITIALLY DEFERRED',
  'ON DELETE SET NULL',
  'MATCH FULL ON UPDATE NO ACTION ON DELETE CASCADE DEFERRABLE INITIALLY IMMEDIATE',
];

const name = fc.constantFrom(...bareNames, ...strangeNames);
const nameOrNone = fc.option(name, { freq: 2 });
const type = fc.constantFrom(...types.split('|'));
const expression = fc.constantFrom(...expressions);
const check: fc.Arbitrary<RandomRule> = fc.record({
  kind: fc.constant('check'),
  name: nameOrNone,
  expression,
});
const reference = fc.record({
  name: nameOrNone,
  target: fc.constantFrom('other', 'Other', 'gone', 'b c'),
  deferrable: fc.constantFrom(...endings),
});

const columnRule: fc.Arbitrary<(column: string) => RandomRule> = fc.oneof(
  check.map((rule) => () => rule),
  nameOrNone.map((own) => (): RandomRule => ({ kind: 'not null', name: own })),
  fc
    .constantFrom('NULL', '- 1', "'a, b)'", '(1 + (2))', 'CURRENT_DATE', 'pending', 'true', '+.5e-1', "x'00'")
    .map((value) => (): RandomRule => ({ kind: 'default', value })),
  fc
    .constantFrom('NOCASE', 'rtrim', '"nocase"', 'binary')
    .map((collation) => (): RandomRule => ({ kind: 'collate', collation })),
  nameOrNone.map(
    (own) =>
      (column: string): RandomRule => ({ kind: 'unique', name: own, columns: [column] }),
  ),
  reference.map(
    (own) =>
      (column: string): RandomRule => ({ kind: 'foreign key', columns: [column], ...own }),
  ),
);

const tableRule: fc.Arbitrary<(columns: readonly string[]) => RandomRule> = fc.oneof(
  check.map((rule) => () => rule),
  fc.tuple(nameOrNone, fc.nat(2)).map(
    ([own, first]) =>
      (columns: readonly string[]): RandomRule => ({
        kind: 'unique',
        name: own,
        columns: columns.slice(first % columns.length).toReversed(),
      }),
  ),
  fc.tuple(reference, fc.nat(2)).map(
    ([own, first]) =>
      (columns: readonly string[]): RandomRule => ({
        kind: 'foreign key',
        columns: columns.slice(first % columns.length),
        ...own,
      }),
  ),
);

const column = fc
  .tuple(
    name,
    type,
    fc.array(columnRule, { maxLength: 4 }),
    fc.oneof(
      { weight: 6, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.tuple(expression, fc.boolean()) },
    ),
  )
  .map(([own, declared, rules, generated]): RandomColumn => {
    const made = rules.map((make) => make(own));
    if (generated === null) return { name: own, type: declared, rules: made };
    const rule: RandomRule = { kind: 'generated', expression: generated[0], stored: generated[1] };
    return { name: own, type: declared, rules: [...made.filter(({ kind }) => kind !== 'default'), rule] };
  });

/** Any table that SQLite may take; some it does not, e.g. where all columns are generated. */
export const randomTable: fc.Arbitrary<RandomTable> = fc
  .record({
    name,
    columns: fc.uniqueArray(column, {
      minLength: 1,
      maxLength: 5,
      selector: (each) => each.name.toLowerCase(),
    }),
    rules: fc.array(tableRule, { maxLength: 4 }),
    keyPlace: fc.option(fc.nat(4), { freq: 3 }),
    keyIsColumns: fc.boolean(),
    keyName: nameOrNone,
    options: fc.constantFrom('', '', '', 'WITHOUT ROWID'),
    style: fc.array(fc.nat(1_000), { minLength: 30, maxLength: 60 }),
  })
  .map(({ name: own, columns, rules, keyPlace, keyIsColumns, keyName, options, style }): RandomTable => {
    const names = columns.map((each) => each.name);
    const made = rules.map((make) => make(names));
    const plain = columns.filter((each) => each.rules.every(({ kind }) => kind !== 'generated'));
    const keyed = keyPlace === null ? null : (plain[keyPlace % plain.length] ?? null);
    const key = (of: readonly string[]): RandomRule => ({ kind: 'primary key', name: keyName, columns: of });
    const table = {
      name: own,
      columns:
        keyed === null || !keyIsColumns
          ? columns
          : columns.map((each) =>
              each === keyed ? { ...each, rules: [...each.rules, key([each.name])] } : each,
            ),
      rules:
        keyed === null || keyIsColumns ? made : [key(plain.map((each) => each.name).toReversed()), ...made],
      options: keyed === null ? '' : options,
    };
    return { ...table, sql: write(table, style) };
  });

const spaces = [' ', ' ', ' ', '\n', '\t ', ' /* , ) CHECK ( */ ', ' -- it\'s "(\n', '/**/ '];

function write(table: Omit<RandomTable, 'sql'>, style: readonly number[]): string {
  let place = 0;
  const next = <T>(choices: readonly T[]): T => choices[style[place++ % style.length]! % choices.length]!;
  const quote = (text: string): string => {
    const bare = bareNames.includes(text) ? [text] : [];
    return next([`"${text.replaceAll('"', '""')}"`, `\`${text}\``, `[${text}]`, ...bare, ...bare, ...bare]);
  };
  const list = (names: readonly string[]): string[] => [
    '(',
    ...names.flatMap((each) => [quote(each), ',']).slice(0, -1),
    ')',
  ];
  const named = (own: string | null): string[] => (own === null ? [] : ['CONSTRAINT', quote(own)]);
  const rule = (each: RandomRule, isColumns: boolean): string[] => {
    switch (each.kind) {
      case 'check':
        return [...named(each.name), 'CHECK', '(', each.expression, ')'];
      case 'not null':
        return [...named(each.name), 'NOT', 'NULL', next(['', 'ON CONFLICT FAIL'])];
      case 'default':
        return ['DEFAULT', each.value];
      case 'collate':
        return ['COLLATE', each.collation];
      case 'generated':
        return [
          next(['', 'GENERATED ALWAYS']),
          'AS',
          '(',
          each.expression,
          ')',
          each.stored ? 'STORED' : next(['', 'VIRTUAL']),
        ];
      case 'unique':
        return [...named(each.name), 'UNIQUE', ...(isColumns ? [] : list(each.columns))];
      case 'primary key':
        return [...named(each.name), 'PRIMARY', 'KEY', ...(isColumns ? [] : list(each.columns))];
      case 'foreign key': {
        const what = ['REFERENCES', quote(each.target), ...list(each.columns), each.deferrable];
        return [
          ...named(each.name),
          ...(isColumns ? [] : ['FOREIGN', 'KEY', ...list(each.columns)]),
          ...what,
        ];
      }
    }
  };
  const columns = table.columns.flatMap((each) => [
    ',',
    quote(each.name),
    each.type,
    ...each.rules.flatMap((own) => rule(own, true)),
  ]);
  const rules = table.rules.flatMap((own, index) => [
    index === 0 ? ',' : next([',', '']),
    ...rule(own, false),
  ]);
  const tokens = [
    'CREATE',
    'TABLE',
    quote(table.name),
    '(',
    ...columns.slice(1),
    ...rules,
    ')',
    table.options,
  ];
  return tokens.map((token) => token + next(spaces)).join('');
}
