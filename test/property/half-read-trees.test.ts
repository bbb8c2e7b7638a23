import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engines } from '../../src/core/engine.ts';
import { LockstepError } from '../../src/core/errors.ts';
import type { LoadedModule, Script } from '../../src/core/migration.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { moduleConfig } from '../files/module-folder.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { entries, type Entry, make } from './any-files.ts';
import { holds, propertyTimeout, seed } from './run-property.ts';

/** A migration as its two sides say it. */
interface Twins {
  readonly name: string;
  readonly postgres: string;
  readonly sqlite: string;
}

const lines = fc.constantFrom(
  'after=V1',
  'after=V2',
  'after=V9',
  'requires=DM001',
  'requires=DM002',
  'category=release',
  'replaces=V1..V2',
  'transaction=none',
  'foreign-keys=off',
  'changes=a.b "c"',
  'allow=x "y"',
  'no-op="nothing"',
  'unknown=1',
);
const body = fc.constantFrom(
  'SELECT 1;\n',
  'SELECT 1;\n',
  'CREATE TABLE a (b TEXT);\r\n',
  '',
  'SELECT \0;',
  '\uFEFFSELECT 2;',
);
const script = fc
  .tuple(fc.array(lines, { maxLength: 2 }), body)
  .map(([heads, text]) => heads.map((line) => `-- lockstep: ${line}\n`).join('') + text);

/** Mostly right, and mostly equal on both sides: else nothing would ever be loaded. */
const twins = (name: string, usual: string): fc.Arbitrary<Twins> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant({ name, postgres: usual, sqlite: `${usual}SELECT 3;\n` }) },
    { weight: 2, arbitrary: script.map((text) => ({ name, postgres: text, sqlite: text })) },
    { weight: 1, arbitrary: script.map((text) => ({ name, postgres: usual, sqlite: text })) },
    { weight: 1, arbitrary: script.map((text) => ({ name, postgres: text, sqlite: usual })) },
  );
const said = (...heads: readonly string[]): string =>
  `${heads.map((line) => `-- lockstep: ${line}\n`).join('')}SELECT 1;\n`;

const chains: fc.Arbitrary<readonly Twins[]> = fc.tuple(
  twins('V1__a.sql', said()),
  twins('V2__b.sql', said('category=release')),
  fc.oneof(
    twins('V3__c.sql', said('requires=DM002', 'requires=DM001')),
    // The same, in another order.
    fc.constant({
      name: 'V3__c.sql',
      postgres: said('requires=DM002', 'requires=DM001'),
      sqlite: said('requires=DM001', 'requires=DM002'),
    }),
  ),
  twins('DM001__d.sql', said('after=V1')),
  twins('DM002__e.sql', said('after=V2')),
  twins('S001__f.sql', said('after=V1')),
);

interface Tree {
  readonly chain: readonly Twins[];
  readonly others: readonly Entry[];
}

const trees: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ chain: chains, others: fc.constant<readonly Entry[]>([]) }) },
  { weight: 2, arbitrary: fc.record({ chain: fc.constant<readonly Twins[]>([]), others: entries }) },
);

function build(folder: string, { chain, others }: Tree): void {
  for (const engine of engines) {
    mkdirSync(join(folder, engine), { recursive: true });
    for (const each of chain) writeFileSync(join(folder, engine, each.name), each[engine]);
  }
  for (const entry of others) for (const engine of entry.engines) make(join(folder, engine), entry);
}

/** Everything that can be known of it, or of the error. */
function describeModule(loaded: LoadedModule): object {
  const { chain, readScripts: _, ...module } = loaded;
  return { ...module, chain: chain.map((each) => ({ ...each, scripts: describeScripts(each.scripts) })) };
}

function describeScripts({ postgres, sqlite }: LoadedModule['chain'][number]['scripts']): object {
  const all = (each: Script | null): object | null =>
    each === null ? null : { ...each, checksum: each.checksum, createdTables: each.createdTables };
  return { postgres: all(postgres), sqlite: all(sqlite) };
}

function describeError(error: unknown): object {
  if (!(error instanceof LockstepError)) throw error;
  const { code, message, hint, details } = error;
  return { code, message, hint, details };
}

// Other systems fold case or composed characters in names, or refuse them.
describe.skipIf(process.platform !== 'linux').each(['versioned', 'numbered'] as const)(
  `any files of a %s module, read for one engine (seed ${seed})`,
  (naming) => {
    test.each([
      ['postgres', 'by readScripts', (module: LoadedModule) => module.readScripts?.()],
      ['sqlite', 'by readScripts', (module: LoadedModule) => module.readScripts?.()],
      ['sqlite', 'by asking', (module: LoadedModule) => module.chain.at(-1)?.scripts.postgres?.text],
      ['postgres', 'by nothing but a look', () => undefined],
    ] as const)(
      '%s, completed %s: as read whole, errors included',
      { timeout: propertyTimeout },
      (engine, _, complete) => {
        const parent = tempFolder();
        let count = 0;
        let [right, wrong, late] = [0, 0, 0];
        const result = holds(
          fc.asyncProperty(trees, async (tree) => {
            const folder = join(parent, String((count += 1)));
            const config = { ...moduleConfig, naming };
            try {
              build(folder, tree);
              const whole = await loadModule(config, folder).then(describeModule, describeError);
              const half = await loadModule(config, folder, { engines: [engine] }).catch(describeError);
              if (!('chain' in half)) {
                wrong++;
                expect(half).toEqual(whole);
                return;
              }
              const before = half.chain.map(({ scripts: _scripts, ...each }) => each);
              try {
                complete(half);
                const now = describeModule(half);
                right++;
                expect(now).toEqual(whole);
              } catch (error) {
                if (!(error instanceof LockstepError)) throw error;
                late++;
                expect(describeError(error)).toEqual(whole);
              }
              expect(half.chain.map(({ scripts: _scripts, ...each }) => each)).toEqual(before);
            } finally {
              rmSync(folder, { recursive: true, force: true });
            }
          }),
          60,
        );
        return Promise.resolve(result).then(() => {
          // A property over trees of one kind alone would say nothing.
          if (naming === 'versioned')
            for (const each of [right, wrong, late]) expect(each).toBeGreaterThan(0);
        });
      },
    );
  },
);
