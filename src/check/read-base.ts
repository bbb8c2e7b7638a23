import { execFile } from 'node:child_process';
import { basename, relative } from 'node:path';
import { promisify } from 'node:util';
import { LockstepError } from '../core/errors.ts';

const run = promisify(execFile);
const maxBuffer = 256 * 1024 * 1024;

/** The SQL files of a folder as a git reference has them: file name to bytes. Throws USAGE where git does not know it. */
export async function readBase(ref: string, folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const git = async (...args: string[]): Promise<Buffer> => {
    const { stdout } = await run('git', args, { cwd: folder, encoding: 'buffer', maxBuffer });
    return stdout;
  };
  try {
    // --end-of-options: a reference that looks like a flag is a reference.
    const commit = (await git('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`)).toString().trim();
    const top = (await git('rev-parse', '--show-toplevel')).toString().trim();
    const inside = relative(top, folder).replaceAll('\\', '/');
    const listed = (await git('ls-tree', '-z', '--name-only', commit, './')).toString().split('\0');
    const files = new Map<string, Uint8Array>();
    for (const path of listed.filter((name) => name.endsWith('.sql'))) {
      const name = basename(path);
      files.set(name, await git('cat-file', 'blob', `${commit}:${inside === '' ? '' : `${inside}/`}${name}`));
    }
    return files;
  } catch (error) {
    throw new LockstepError('USAGE', `--base ${ref}: git could not read ${folder} at that reference`, {
      hint: 'Name a commit, branch or tag of the repository that holds the migrations, e.g. origin/main.',
      details: { ref, folder },
      cause: error,
    });
  }
}
