import type { Invocation } from './command.ts';
import { commands } from './commands/index.ts';
import { parsePlain } from './parse-plain.ts';
import type { View } from './render/view.ts';

/**
 * Returns what the arguments ask for. Throws USAGE for an unknown command, an unknown flag or a bad value, with what
 * was probably meant.
 */
export async function parseArguments(argv: readonly string[], view: View): Promise<Invocation> {
  const [first = '', ...words] = argv;
  const command = Object.hasOwn(commands, first) ? await commands[first]?.() : undefined;
  const plain = command === undefined ? null : parsePlain(command, words);
  if (plain !== null) return plain;
  const { parseWithCommander } = await import('./parse-with-commander.ts');
  return parseWithCommander(argv, view);
}
