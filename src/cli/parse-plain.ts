import {
  type CommandSpec,
  type GlobalOptions,
  globalOptions,
  type Invocation,
  type OptionSpec,
} from './command.ts';
import { requireChoice } from './require-choice.ts';

const plainFlags = /^--([a-z][a-z-]*)( <[^>]+>)?$/;

interface PlainOption {
  /** As commander names it: `lockTimeout` for `--lock-timeout`. */
  readonly key: string;
  readonly takesValue: boolean;
  readonly parse: OptionSpec['parse'];
}

/**
 * Returns what the words behind a command's name ask for, or null where they are not in the plainest form: known long
 * flags, each value a word of its own. Commander, which takes half as long to load as Node itself, reads the rest, and
 * reads these the same. Throws USAGE for a bad value.
 */
export function parsePlain(command: CommandSpec, words: readonly string[]): Invocation | null {
  // Most command lines have no flag: then none is read into what commander would make of it.
  const readOptions = (): ReadonlyMap<string, PlainOption | null> =>
    new Map([...globalOptions, ...command.options].map(toPlainOption));
  let known: ReadonlyMap<string, PlainOption | null> | null = null;
  const options: Record<string, unknown> = {};
  const positional: string[] = [];
  const flags: { readonly option: PlainOption; readonly value: string }[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('-')) {
      positional.push(word);
      continue;
    }
    known ??= readOptions();
    const option = known.get(word);
    if (option === undefined || option === null) return null;
    const value = option.takesValue ? words[++index] : '';
    if (value === undefined || value.startsWith('-')) return null;
    flags.push({ option, value });
  }
  const taken = command.words ?? [];
  const needed = taken.filter(({ isOptional }) => isOptional !== true).length;
  if (positional.length < needed || positional.length > taken.length) return null;
  for (const { option, value } of flags) {
    const { key, takesValue, parse } = option;
    const before = options[key] as never;
    options[key] = !takesValue ? true : parse === undefined ? value : parse(value, before);
  }
  requireChoice(command, positional);
  return { kind: 'run', command, options: options as GlobalOptions, words: positional };
}

function toPlainOption({ flags, parse }: OptionSpec): readonly [string, PlainOption | null] {
  const [, name, value] = plainFlags.exec(flags) ?? [];
  if (name === undefined || name.startsWith('no-')) return [flags, null];
  const key = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return [`--${name}`, { key, takesValue: value !== undefined, parse }];
}
