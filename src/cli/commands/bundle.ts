import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LockstepError } from '../../core/errors.ts';
import type { LoadedModule } from '../../core/migration.ts';
import type { CommandSpec } from '../command.ts';
import { proveOutput } from '../prove-output.ts';
import { refuseOwnFile } from '../refuse-own-file.ts';
import { renderWritten } from '../render/written.ts';
import { writeOutput } from '../write-output.ts';

/** Packs every migration into one typed module. */
export const bundleCommand: CommandSpec<{ readonly out?: string }> = {
  name: 'bundle',
  summary: 'Pack all migrations into one typed module',
  description:
    'Both scripts and the checksum of each. For applications that ship without their migration folders. Without --out it is printed.',
  options: [
    { flags: '--out <file>', description: 'write it there; an older bundle is replaced, nothing else is' },
  ],
  examples: [{ command: 'lockstep bundle --out src/migrations.ts', does: 'import { bundle } from there' }],
  run: async (options, { cwd }) => {
    const [{ openConfig }, { loadModule }, { bundleModules }] = await Promise.all([
      import('../open-config.ts'),
      import('../../files/load-module.ts'),
      import('../../files/scaffold/bundle-modules.ts'),
    ]);
    const opened = await openConfig(options, cwd);
    const { out } = options;
    if (out !== undefined) refuseOwnFile(out, '--out', { ...opened, cwd });
    const modules: LoadedModule[] = [];
    for (const config of opened.select()) modules.push(await loadModule(config, opened.folder));
    const text = bundleModules(modules);
    if (out === undefined) return { document: { file: null, text }, text: () => text.trimEnd() };
    await writeBundle(out, cwd, text);
    const count = modules.reduce((sum, { chain }) => sum + chain.length, 0);
    return {
      document: { file: out, migrations: count },
      text: (view) => renderWritten([out], [`${count} migrations; run it again after every new one`], view),
    };
  },
};

/** Never replaces a file that somebody wrote by hand. */
async function writeBundle(shown: string, cwd: string, text: string): Promise<void> {
  proveOutput(shown, '--out', cwd);
  const [mark = ''] = text.split('\n');
  const before = await readFile(resolve(cwd, shown), 'utf8').catch(() => null);
  if (before !== null && !before.startsWith(mark)) {
    throw new LockstepError('USAGE', `${shown} exists and is no bundle; nothing was written`, {
      hint: 'Name another file with --out.',
      details: { file: shown },
    });
  }
  writeOutput(shown, cwd, text);
}
