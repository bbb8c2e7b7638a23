import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../src/core/error-codes.ts';
import { LockstepError } from '../../src/core/errors.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { readModule } from '../../src/files/read-module.ts';
import { moduleConfig } from '../files/module-folder.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { holds, propertyTimeout, seed } from './run-property.ts';

type Kind =
  | 'script'
  | 'after'
  | 'empty'
  | 'bytes'
  | 'folder'
  | 'link in'
  | 'link out'
  | 'link nowhere'
  | 'link to itself';

interface Entry {
  readonly engines: readonly ('postgres' | 'sqlite')[];
  readonly name: string;
  readonly kind: Kind;
}

/** What git and the Finder leave behind. */
const known = ['.gitkeep', '.gitignore', '.gitattributes', '.DS_Store'];

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

const entries: fc.Arbitrary<readonly Entry[]> = fc.uniqueArray(
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
function make(folder: string, { name, kind }: Entry): void {
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

// Other systems fold case or composed characters in names, or refuse them.
describe.skipIf(process.platform !== 'linux').each(['versioned', 'numbered'] as const)(
  `any files in the folders of a %s module (seed ${seed})`,
  (naming) => {
    test('each is a migration, one of the names that git and the Finder leave, or a finding', {
      timeout: propertyTimeout,
    }, () => {
      const parent = tempFolder();
      let count = 0;
      return holds(
        fc.asyncProperty(entries, async (tree) => {
          const folder = join(parent, String((count += 1)));
          try {
            for (const engine of ['postgres', 'sqlite']) mkdirSync(join(folder, engine), { recursive: true });
            for (const entry of tree) for (const engine of entry.engines) make(join(folder, engine), entry);
            const config = { ...moduleConfig, naming };
            const { module, findings } = await readModule(config, folder);
            for (const { code, rule } of findings) expect(Object.keys(errorCodes), rule).toContain(code);
            const isInChain = (name: string): boolean =>
              module?.chain.some((migration) => `${migration.name}.sql` === name) ?? false;
            const told = findings.map(({ file, message, hint }) => `${file} ${message} ${hint}`);
            for (const { engines, name, kind } of tree)
              for (const engine of engines) {
                if (known.includes(name) && !['folder'].includes(kind) && !kind.startsWith('link')) continue;
                const isTold = told.some((finding) => finding.includes(join(folder, engine, name)));
                // With a finding elsewhere the module is not loaded at all: what is right then needs no finding of its own.
                expect(
                  isTold || isInChain(name) || (module === null && isRight(naming, name, kind)),
                  `${engine}/${name}, a ${kind}`,
                ).toBe(true);
                if (module !== null && isInChain(name))
                  expect(['script', 'after', 'link in']).toContain(kind);
              }
            const loaded = await loadModule(config, folder).catch((error: unknown) => error);
            if (module === null) expect(loaded).toBeInstanceOf(LockstepError);
            else
              expect((loaded as typeof module).chain.map(({ id }) => id)).toEqual(
                module.chain.map(({ id }) => id),
              );
          } finally {
            rmSync(folder, { recursive: true, force: true });
          }
        }),
        60,
      );
    });
  },
);

function isRight(naming: 'versioned' | 'numbered', name: string, kind: Kind): boolean {
  const isName =
    naming === 'versioned'
      ? /^(?:V[1-9]\d{0,8}|(?:S|DM)(?!000)\d{3})__[a-z0-9]+(?:_[a-z0-9]+)*\.sql$/.test(name)
      : /^(?:S|DM)?(?!000)\d{3}_[a-z0-9]+(?:_[a-z0-9]+)*\.sql$/.test(name);
  return isName && ['script', 'after', 'link in'].includes(kind);
}
