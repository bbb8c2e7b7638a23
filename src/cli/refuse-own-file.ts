import { basename, dirname, resolve, sep } from 'node:path';
import { LockstepError } from '../core/errors.ts';
import { configFiles } from '../modules/load-config.ts';
import type { OpenedConfig } from './open-config.ts';

/**
 * Throws USAGE where the file that a flag names is one of the project's own: its configuration, a parity file with what
 * was reviewed, anything in a folder of migrations, where the next command would take it for one.
 */
export function refuseOwnFile(
  shown: string,
  flag: string,
  { cwd, config, folder }: Pick<OpenedConfig, 'config' | 'folder'> & { readonly cwd: string },
): void {
  const path = resolve(cwd, shown);
  const own = config.modules.flatMap(({ parity, fixtures, documents }) => [parity, fixtures, documents]);
  const folders = config.modules.flatMap(({ migrations }) => [migrations.postgres, migrations.sqlite]);
  const isOwn =
    (dirname(path) === folder && configFiles.includes(basename(path))) ||
    own.some((file) => file !== undefined && resolve(folder, file) === path) ||
    folders.some((each) => each !== null && path.startsWith(resolve(folder, each) + sep));
  if (!isOwn) return;
  throw new LockstepError(
    'USAGE',
    `${flag} ${shown} is a place of the project’s own files; nothing was written`,
    {
      hint: 'Name a file of its own, outside of the folders of migrations.',
      details: { file: shown },
    },
  );
}
