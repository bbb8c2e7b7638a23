import { isAbsolute, relative, sep } from 'node:path';

/** Returns the path as people know it: relative to the working folder where it lies below it, else as given. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  if (below === '') return '.';
  return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below) ? path : below;
}
