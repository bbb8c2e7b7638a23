import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../src/core/error-codes.ts';
import { LockstepError } from '../../src/core/errors.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { readModule } from '../../src/files/read-module.ts';
import { moduleConfig } from '../files/module-folder.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { entries, type Kind, known, make } from './any-files.ts';
import { holds, propertyTimeout, seed } from './run-property.ts';

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
