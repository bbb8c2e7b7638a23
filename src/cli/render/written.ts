import type { View } from './view.ts';
import { clean } from './width.ts';

/** Returns the files that were written, a line each, and what to do next. */
export function renderWritten(files: readonly string[], next: readonly string[], view: View): string {
  return [
    ...files.map((file) => `${view.paint('good', '✓')} ${clean(file)}`),
    ...next.map((line) => `${view.paint('accent', '→')} ${line}`),
  ].join('\n');
}
