import { basename } from 'node:path';
import { LockstepError } from '../core/errors.ts';
import { git, resolveReference } from './git.ts';

/** The SQL files of a folder as a git reference has them: file name to bytes. Throws USAGE where git does not know it. */
export async function readBase(ref: string, folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    const { commit } = await resolveReference(ref, folder);
    const listed = (await git(folder, ['ls-tree', '-z', commit, './'])).toString().split('\0');
    // <mode> <type> <object>, a tab, the path.
    const entries = listed.flatMap((line) => {
      const [, object, path] = /^\d+ blob (\w+)\t([^]*\.sql)$/.exec(line) ?? [];
      return object === undefined || path === undefined ? [] : [{ object, path }];
    });
    const blobs = readBatch(
      await git(folder, ['cat-file', '--batch'], entries.map(({ object }) => `${object}\n`).join('')),
    );
    return new Map(entries.map(({ path }, index) => [basename(path), blobs[index] ?? new Uint8Array()]));
  } catch (error) {
    throw new LockstepError('USAGE', `--base ${ref}: git could not read ${folder} at that reference`, {
      hint: 'Name a commit, branch or tag of the repository that holds the migrations, e.g. origin/main.',
      details: { ref, folder },
      cause: error,
    });
  }
}

/** The contents in the output of `git cat-file --batch`: `<hash> blob <size>`, the bytes, a line feed, for each. */
function readBatch(output: Buffer): readonly Uint8Array[] {
  const blobs: Uint8Array[] = [];
  for (let at = 0; at < output.length; ) {
    const line = output.indexOf(10, at);
    const size = Number(output.subarray(at, line).toString().split(' ')[2]);
    blobs.push(output.subarray(line + 1, line + 1 + size));
    at = line + 1 + size + 1;
  }
  return blobs;
}
