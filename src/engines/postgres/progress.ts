import { createHash } from 'node:crypto';
import type { StepProgress } from '../../core/history.ts';

/** The row of the side table for a progress: one text for one progress, so that two can be compared as text. */
export function progressText(progress: StepProgress): string {
  const { name, token, done, hash, inFlight, error, startedAt, note } = progress;
  return JSON.stringify({ name, token, done, hash, inFlight, error, startedAt, note });
}

/** The running hash over the first statements of a script. */
export function statementsHash(statements: readonly { readonly text: string }[], done: number): string {
  const hash = createHash('sha256');
  for (const { text } of statements.slice(0, done)) hash.update(text, 'utf8').update('\0');
  return `sha256:${hash.digest('hex')}`;
}
