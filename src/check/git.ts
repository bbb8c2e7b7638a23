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
