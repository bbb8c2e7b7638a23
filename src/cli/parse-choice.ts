import { didYouMean } from '../core/did-you-mean.ts';
import { LockstepError } from '../core/errors.ts';

/** Returns the parser of an option that takes one of these words. It throws USAGE for any other. */
export function choiceOption<const Word extends string>(
  flag: string,
  choices: readonly Word[],
): (value: string) => Word {
  return (value) => {
    const choice = choices.find((word) => word === value);
    if (choice !== undefined) return choice;
    throw new LockstepError('USAGE', `${flag} does not know "${value}".${didYouMean(value, choices)}`, {
      hint: `Say one of ${choices.join(', ')}.`,
      details: { flag, value },
    });
  };
}
