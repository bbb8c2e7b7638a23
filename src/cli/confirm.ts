import { confirm, isCancel } from '@clack/prompts';
import { LockstepError } from '../core/errors.ts';

/** Asks on the terminal, and returns the answer; the default is no. Throws INTERRUPTED on Ctrl-C. */
export async function confirmOnTerminal(question: string, signal: AbortSignal): Promise<boolean> {
  // Standard output belongs to the result, which may be piped.
  const answer = await confirm({ message: question, initialValue: false, output: process.stderr, signal });
  if (isCancel(answer)) {
    throw new LockstepError('INTERRUPTED', 'Stopped at the question; nothing was written', {
      hint: 'Run the command again to be asked again.',
    });
  }
  return answer;
}
