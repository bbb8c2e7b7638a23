import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';

/** What a name in a folder leads to. */
export type Kind =
  | 'script'
  | 'after'
  | 'empty'
  | 'bytes'
  | 'folder'
  | 'link in'
  | 'link out'
  | 'link nowhere'
  | 'link to itself';

/** What stands under one name in the folders of these engines. */
export interface Entry {
  readonly engines: readonly ('postgres' | 'sqlite')[];
  readonly name: string;
  readonly kind: Kind;
}

/** What git and the Finder leave behind. */
export const known: readonly string[] = ['.gitkeep', '.gitignore', '.gitattributes', '.DS_Store'];

const goodName = fc.constantFrom(
  'V1__a.sql',
  'V2__b.sql',
  'V3__c_d.sql',
  'V10__e.sql',
  'S001__f.sql',
  'DM001__g.sql',
  '001_a.sql',
  '002_b.sql',
  '100_c.sql',
  'S001_d.sql',
  'DM001_e.sql',
);

const anyName = fc.oneof(
  { weight: 8, arbitrary: goodName },
  fc.constantFrom(
    'V1__other.sql',
    'V01__a.sql',
    'v1__a.sql',
    'V1__A.sql',
    'V1__a.SQL',
    'V1__a',
    'V1_a.sql',
    'V1__.sql',
    'V0__a.sql',
    'S000__a.sql',
    'V1__a.sql~',
    '#V1__a.sql#',
    '.V1__a.sql.swp',
    'V9999999999__a.sql',
    'V1__é.sql',
    'V1__a b.sql',
    'README.md',
    '000_a.sql',
    '1_a.sql',
    '__proto__',
    'constructor.sql',
    'V1__a.sql\n',
    `V5__${'x'.repeat(200)}.sql`,
  ),
  fc.constantFrom(...known),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
);

/** Any names, good ones and others, with anything behind them. */
export const entries: fc.Arbitrary<readonly Entry[]> = fc.uniqueArray(
  fc.record({
    engines: fc.oneof(
      { weight: 5, arbitrary: fc.constant(['postgres', 'sqlite'] as const) },
      fc.constantFrom(['postgres'] as const, ['sqlite'] as const),
    ),
    name: anyName.filter(
      (name) => !/[/\0]/.test(name) && name !== '.' && name !== '..' && Buffer.byteLength(name) < 250,
    ),
    kind: fc.oneof(
      { weight: 6, arbitrary: fc.constant<Kind>('script') },
      fc.constantFrom<Kind[]>(
        'after',
        'empty',
        'bytes',
        'folder',
        'link in',
        'link out',
        'link nowhere',
        'link to itself',
      ),
    ),
  }),
  { maxLength: 7, selector: ({ name }) => name },
);

/** Makes the entry; what is in a folder of its own or elsewhere is what a link leads to. */
export function make(folder: string, { name, kind }: Entry): void {
  const path = join(folder, name);
  const text = 'SELECT 1;\n';
  if (kind === 'folder') mkdirSync(path);
  else if (kind === 'link nowhere') symlinkSync(join(folder, 'nothing there'), path);
  else if (kind === 'link to itself') symlinkSync(path, path);
  else if (kind === 'link out') {
    writeFileSync(join(folder, '..', 'outside.sql'), text);
    symlinkSync(join(folder, '..', 'outside.sql'), path);
  } else if (kind === 'link in') {
    writeFileSync(join(folder, 'V777__target.sql'), text);
    symlinkSync('V777__target.sql', path);
  } else {
    const content = {
      script: text,
      after: `-- lockstep: after=V1\n${text}`,
      empty: '-- nothing\n',
      bytes: Buffer.from([0xff, 0, 0x80]),
    };
    writeFileSync(path, content[kind]);
  }
}
