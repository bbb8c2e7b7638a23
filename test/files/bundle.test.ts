import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoadedModule, Script } from '../../src/core/migration.ts';
import type { MigrationBundle } from '../../src/files/bundle-format.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { moduleFromBundle } from '../../src/files/module-from-bundle.ts';
import { bundleModules } from '../../src/files/scaffold/bundle-modules.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { after, moduleConfig, moduleFolder, pair, v1 } from './module-folder.ts';

async function importBundle(text: string): Promise<MigrationBundle> {
  const file = join(tempFolder(), 'bundle.ts');
  writeFileSync(file, text);
  const module = (await import(pathToFileURL(file).href)) as { readonly bundle: MigrationBundle };
  return module.bundle;
}

/** A script that was read finds its tables when it is asked for them; a comparison does not ask. */
function withTables(module: LoadedModule): LoadedModule {
  const found = (script: Script | null): Script | null =>
    script === null ? null : { ...script, createdTables: script.createdTables };
  const chain = module.chain.map((migration) => ({
    ...migration,
    scripts: { postgres: found(migration.scripts.postgres), sqlite: found(migration.scripts.sqlite) },
  }));
  return { ...module, chain };
}

const awkward = `-- lockstep: allow=rule "why \\"so\\""\r
-- lockstep: requires=DM001
-- lockstep: changes=notes.body "reworded"\r
CREATE TABLE IF NOT EXISTS t (a TEXT DEFAULT '\${x} \`y\` \\n \\\\ \r \u2028 \u{1F600}');
-- \uFEFF */ last line without newline`;

async function awkwardModule(): Promise<LoadedModule> {
  const files = { ...v1, ...pair('DM001__d.sql', after('V1')), ...pair('V2__b.sql', awkward) };
  return await loadModule({ ...moduleConfig, schema: 'app' }, moduleFolder(files));
}

describe('a bundle', () => {
  it('gives back the modules that were bundled, to the byte', async () => {
    const app = await awkwardModule();
    const sqliteOnly = await loadModule(
      {
        name: 'audit',
        migrations: { postgres: null, sqlite: 'sqlite' },
        naming: 'numbered',
        history: 'audit',
      },
      moduleFolder({ 'sqlite/001_a.sql': 'SELECT 1;', 'sqlite/S001_s.sql': '-- lockstep: no-op="later"\n' }),
    );
    const bundle = await importBundle(bundleModules([app, sqliteOnly]));
    expect(moduleFromBundle(bundle, { name: 'app' })).toEqual(withTables(app));
    expect(moduleFromBundle(bundle, { name: 'audit' })).toEqual(withTables(sqliteOnly));
  });

  it('gives back every text', async () => {
    const [script] = (await awkwardModule()).chain;
    const template = script!.scripts.sqlite!;
    const part = fc.oneof(
      fc.constantFrom('\\', '`', '${', '}', '$', '\r', '\n', '\r\n', '\t', "'"),
      fc.string(),
    );
    const texts = fc.sample(
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join('').toWellFormed()),
      300,
    );
    const modules = texts.map((text, index): LoadedModule => {
      const chain = [{ ...script!, scripts: { postgres: null, sqlite: { ...template, text } } }];
      const history = { postgres: null, sqlite: null };
      const baseline = { version: 1, policy: 'reset' } as const;
      return {
        name: `m${index}`,
        profile: 'versioned',
        baseline,
        chain,
        history,
        folders: { postgres: null, sqlite: null },
      };
    });
    const bundle = await importBundle(bundleModules(modules));
    expect(bundle.modules.map(({ migrations }) => migrations[0]?.scripts.sqlite?.text)).toEqual(texts);
  });

  it('is typed: a wrong field does not compile', { timeout: 60_000 }, async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'bundle.ts'), bundleModules([await awkwardModule()]));
    const root = resolve(import.meta.dirname, '../..');
    const tsconfig = (strict: object): string =>
      JSON.stringify({
        extends: join(root, 'tsconfig.json'),
        compilerOptions: {
          paths: { lockstep: [join(root, 'src/index.ts')] },
          typeRoots: [join(root, 'node_modules/@types')],
          ...strict,
        },
        include: ['bundle.ts'],
      });
    writeFileSync(join(folder, 'tsconfig.json'), tsconfig({}));
    const compile = (): string => {
      try {
        return execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' });
      } catch (error) {
        return String((error as { stdout: string }).stdout);
      }
    };
    expect(compile()).not.toContain('bundle.ts(');
    const text = readFileSync(join(folder, 'bundle.ts'), 'utf8');
    writeFileSync(join(folder, 'bundle.ts'), text.replace('category: "startup"', 'category: "start"'));
    expect(compile()).toContain('bundle.ts(');
  });

  it('can be moved to another schema and history table', async () => {
    const bundle = await importBundle(bundleModules([await awkwardModule()]));
    const { history, chain } = moduleFromBundle(bundle, { name: 'app', schema: 'other', history: 'steps' });
    expect(history).toEqual({
      postgres: { schema: 'other', table: 'steps' },
      sqlite: { schema: null, table: 'steps' },
    });
    expect(chain[2]?.scripts.postgres?.createdTables).toEqual(['other.t']);
    expect(chain[2]?.scripts.sqlite?.createdTables).toEqual(['t']);
  });

  it('is refused where a text was changed afterwards: CHECKSUM_MISMATCH', async () => {
    const text = bundleModules([await awkwardModule()]);
    const bundle = await importBundle(text.replace('IF NOT EXISTS', 'IF NOT  EXISTS'));
    expect(() => moduleFromBundle(bundle, { name: 'app' })).toThrow(
      expect.objectContaining({ code: 'CHECKSUM_MISMATCH', message: expect.stringContaining('V2__b.sql') }),
    );
  });

  it('is refused where it has no such module: CONFIG_INVALID', async () => {
    const bundle = await importBundle(bundleModules([await awkwardModule()]));
    expect(() => moduleFromBundle(bundle, { name: 'other' })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining('app') }),
    );
  });
});
