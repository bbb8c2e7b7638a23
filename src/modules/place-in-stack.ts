import { pathToFileURL } from 'node:url';

/** A place in a file, both counted from 1. */
interface Place {
  readonly line: number;
  readonly column: number | null;
}

/** Returns where in the file the error arose: the first place in its stack that names the file; null where none does. */
export function placeInStack(error: unknown, file: string): Place | null {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  for (const line of stack.split('\n')) {
    for (const name of [pathToFileURL(file).href, file]) {
      const at = line.indexOf(`${name}:`);
      const found = at < 0 ? null : /^(\d+)(?::(\d+))?(?!\d)/.exec(line.slice(at + name.length + 1));
      if (found === null) continue;
      return { line: Number(found[1]), column: found[2] === undefined ? null : Number(found[2]) };
    }
  }
  return null;
}
