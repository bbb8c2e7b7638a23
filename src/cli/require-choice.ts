import { didYouMean } from '../core/did-you-mean.ts';
import { LockstepError } from '../core/errors.ts';
import type { CommandSpec } from './command.ts';

/** Throws USAGE for a positional argument that is none of the words that the command takes. */
export function requireChoice({ name, argument }: CommandSpec, word: string): void {
  const choices = argument?.choices;
  if (choices === undefined || choices.includes(word)) return;
  throw new LockstepError('USAGE', `lockstep ${name} does not know "${word}".${didYouMean(word, choices)}`, {
    hint: `Say one of ${choices.join(', ')}.`,
    details: { argument: word },
  });
}
