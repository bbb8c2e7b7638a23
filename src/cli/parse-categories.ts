import { didYouMean } from '../core/did-you-mean.ts';
import { LockstepError } from '../core/errors.ts';
import { type Category, categories } from '../core/migration.ts';

/** Returns the categories of `release,data`, added to those named before. Throws USAGE for an unknown one. */
export function parseCategories(list: string, before: readonly Category[] = []): readonly Category[] {
  const named = list.split(',').map((word) => parseCategory(word.trim()));
  return [...new Set([...before, ...named])];
}

/** Returns the category of that name. Throws USAGE for an unknown one. */
export function parseCategory(word: string): Category {
  const category = categories.find((known) => known === word);
  if (category !== undefined) return category;
  throw new LockstepError('USAGE', `--category does not know "${word}".${didYouMean(word, categories)}`, {
    hint: `The categories are ${categories.join(', ')}.`,
    details: { flag: '--category', value: word },
  });
}
