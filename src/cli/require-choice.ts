import { didYouMean } from '../core/did-you-mean.ts';
import { LockstepError } from '../core/errors.ts';
import type { CommandSpec } from './command.ts';

/** Throws USAGE for a positional argument that is none of the words that the command takes there. */
export function requireChoice({ name, words = [] }: CommandSpec, given: readonly string[]): void {
  for (const [place, word] of given.entries()) {
    const choices = words[place]?.choices;
    if (choices === undefined || choices.includes(word)) continue;
    throw new LockstepError(
      'USAGE',
      `lockstep ${name} does not know "${word}".${didYouMean(word, choices)}`,
      {
        hint: `Say ${choices.length === 1 ? '' : 'one of '}${choices.join(', ')}.`,
        details: { argument: word },
      },
    );
  }
}
