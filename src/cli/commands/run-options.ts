import type { Category } from '../../core/migration.ts';
import type { OptionSpec } from '../command.ts';
import { parseCategories } from '../parse-categories.ts';

/** The options that say which steps a run takes: of `plan` and `migrate`. */
export interface StepOptions {
  readonly to?: string;
  readonly category?: readonly Category[];
  readonly sql?: boolean;
}

export const stepOptions: readonly OptionSpec[] = [
  { flags: '--to <step>', description: 'stop behind this step: V20, S001, DM001 (numbered profile: 020)' },
  {
    flags: '--category <list>',
    description: 'the categories to run: startup, release, seed, data; release and data run only when named',
    parse: parseCategories,
  },
];

export const sqlOption: OptionSpec = {
  flags: '--sql',
  description: 'print the scripts that would run, in order, per engine',
};

/** What the migrator understands of them. */
export function toPlanOptions(
  options: StepOptions,
  signal: AbortSignal,
): { signal: AbortSignal; to?: string; categories?: readonly Category[] } {
  return {
    signal,
    ...(options.to === undefined ? {} : { to: options.to }),
    ...(options.category === undefined ? {} : { categories: options.category }),
  };
}
