import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LockstepError } from '../core/errors.ts';
import { redact } from '../core/redact.ts';
import type { Excerpt } from './render/excerpt.ts';
import type { View } from './render/view.ts';

/** The JSON document of a failure: the error, with what was done before it. */
export function failureDocument(error: unknown, done: object = {}): object {
  if (!(error instanceof LockstepError)) {
    const hint = bugHint;
    return { error: { code: 'UNEXPECTED', message: messageOf(error), hint, details: {} }, ...done };
  }
  const { code, message, hint, report } = error;
  // Line and column say where in the file; the offset is one into the executed text, which is not the file.
  const { offset: _, ...details } = error.details;
  return { error: { code, message, hint, details }, ...report, ...done };
}

/** Returns the failure for people; one that nobody expected says that it is a bug. */
export async function failureText(
  error: unknown,
  view: View,
  { cwd, debug }: { readonly cwd: string; readonly debug: boolean },
): Promise<string> {
  if (error instanceof LockstepError) {
    const { renderFailure } = await import('./render/failure.ts');
    const stack = debug ? `\n${redact(error.stack ?? '')}` : '';
    return renderFailure(error, await readExcerpt(error, cwd), view) + stack;
  }
  const stack = debug && error instanceof Error ? `\n${redact(error.stack ?? '')}` : '';
  return `${view.paint('bad', '✗ This is a bug in Lockstep:')} ${messageOf(error)}\n  → ${bugHint}${stack}`;
}

const bugHint = 'Please report it with the command that you ran; LOCKSTEP_DEBUG=1 shows where it happened.';

function messageOf(error: unknown): string {
  return redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}

/** The lines of the file that the error names; null where it names none, or the file cannot be read. */
async function readExcerpt({ details }: LockstepError, cwd: string): Promise<Excerpt | null> {
  const { file, line, column } = details;
  if (typeof file !== 'string' || typeof line !== 'number') return null;
  try {
    const { excerptOf } = await import('./render/excerpt.ts');
    const text = readFileSync(resolve(cwd, file), 'utf8');
    // Line by line, so that their number stays: a configuration may hold a password.
    return excerptOf(
      text.split('\n').map(redact).join('\n'),
      line,
      typeof column === 'number' ? column : null,
    );
  } catch {
    return null;
  }
}
