import { posix } from 'node:path';
import { LockstepError } from '../../core/errors.ts';
import { git, resolveReference } from '../git.ts';

/**
 * Returns which of these documents are in the working tree as a git reference has them: neither added nor edited,
 * committed or not. `folder` is what their paths are relative to. Throws USAGE where git does not know the reference.
 */
export async function unchangedDocuments(
  ref: string,
  folder: string,
  documents: readonly string[],
): Promise<ReadonlySet<string>> {
  const paths = [...new Set(documents)];
  if (paths.length === 0) return new Set();
  try {
    const { commit, prefix } = await resolveReference(ref, folder);
    // hash-object reads the paths on its standard input from the top of the working tree, wherever it is started.
    const fromTop = paths.map((path) => posix.join(prefix, path.replaceAll('\\', '/')));
    const lines = (each: (path: string) => string): string =>
      fromTop.map((path) => `${each(path)}\n`).join('');
    const [there, here] = await Promise.all([
      git(
        folder,
        ['cat-file', '--batch-check=%(objectname)'],
        lines((path) => `${commit}:${path}`),
      ),
      // As git would store them now: line ends that it changes at checkout are no edit.
      git(
        folder,
        ['hash-object', '--stdin-paths'],
        lines((path) => path),
      ),
    ]);
    const before = there.toString().split('\n');
    const now = here.toString().split('\n');
    return new Set(paths.filter((_, index) => before[index] === now[index]));
  } catch (error) {
    throw new LockstepError('USAGE', `--base ${ref}: git could not read the documents at that reference`, {
      hint: 'Name a commit, branch or tag of the repository that holds the documents, e.g. origin/main.',
      details: { ref, folder, documents: paths },
      cause: error,
    });
  }
}
