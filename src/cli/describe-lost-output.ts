import { LockstepError } from '../core/errors.ts';
import { fullCodes } from './replace-file.ts';

/** Returns why a file that a flag names was not written: DISK_FULL where there was no space, else USAGE. */
export function describeLostOutput(cause: unknown, shown: string): LockstepError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const isFull = fullCodes.has(code);
  return new LockstepError(isFull ? 'DISK_FULL' : 'USAGE', `${shown} cannot be written: ${message}`, {
    hint: isFull
      ? 'Free space, or name a file elsewhere, and run the command again.'
      : 'Name a file in a folder that is writable.',
    details: { file: shown, systemCode: code },
    cause,
  });
}

/** Returns the error of a standard output that did not take the result to its end. */
export function describeCutOutput(cause: unknown): LockstepError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new LockstepError('DISK_FULL', `Standard output took no more of the result: ${message}`, {
    hint: 'What the command has done stays done: lockstep status shows it. Free space, or send the output elsewhere.',
    details: { systemCode: code },
    cause,
  });
}
