import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';

/** Returns what `git` prints in a folder, given `input`. Throws with its message where it refuses or is not there. */
export async function git(cwd: string, args: readonly string[], input = ''): Promise<Buffer> {
  const child = spawn('git', args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // A git that refuses its arguments does not wait for its input; its exit code tells.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [output, errors, code] = await Promise.all([buffer(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`git ${args[0]}: ${errors.trim()}`);
  return output;
}

/** A reference as a folder of its repository sees it. */
export interface ResolvedReference {
  readonly commit: string;
  /** The folder's path from the top of the working tree: empty, or with a slash at its end. */
  readonly prefix: string;
}

/** Returns the commit of a reference. Throws where git does not know it. */
export async function resolveReference(ref: string, folder: string): Promise<ResolvedReference> {
  // --end-of-options: a reference that looks like a flag is a reference.
  const asked = ['rev-parse', '--show-prefix', '--verify', '--end-of-options', `${ref}^{commit}`];
  const [prefix = '', commit = ''] = (await git(folder, asked)).toString().split('\n');
  return { commit, prefix };
}
