import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandSpec, globalOptions, type OptionSpec } from '../src/cli/command.ts';
import { commands } from '../src/cli/commands/index.ts';
import { errorCodes } from '../src/core/error-codes.ts';

/** docs/cli.md: its text is written by hand, what stands between two markers comes from the code. */
export const cliPage: string = join(import.meta.dirname, '..', 'docs', 'cli.md');

/** Returns the page with every generated part as the code has it now. Throws where a part is unknown or missing. */
export async function generateDocs(page: string): Promise<string> {
  const parts: Readonly<Record<string, string>> = {
    'global options': optionTable(globalOptions),
    commands: await commandSections(),
    'error codes': errorTable(),
  };
  const found = new Set<string>();
  const generated = page.replaceAll(
    /<!-- generated: (.*?) -->\n[\s\S]*?<!-- end -->/g,
    (_all, name: string) => {
      const text = parts[name];
      if (text === undefined) throw new Error(`docs/cli.md asks for "${name}", which nothing generates`);
      found.add(name);
      return `<!-- generated: ${name} -->\n${text}\n<!-- end -->`;
    },
  );
  const missing = Object.keys(parts).filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`docs/cli.md has no place for: ${missing.join(', ')}`);
  return generated;
}

async function commandSections(): Promise<string> {
  const specs = await Promise.all(Object.values(commands).map((load) => load()));
  return specs.map(commandSection).join('\n\n');
}

function commandSection({ name, summary, description, words = [], options, examples }: CommandSpec): string {
  const taken = words.map(({ name: word, choices, isOptional }) => {
    const shown = choices?.join('|') ?? word.toUpperCase();
    return isOptional === true ? ` [${shown}]` : ` ${shown}`;
  });
  const shell = examples.map(({ command, does }) => `${command}   # ${does}`).join('\n');
  return [
    `### lockstep ${name}${taken.join('')}`,
    [`${summary}.`, description].filter((text) => text !== undefined).join(' '),
    ...(options.length === 0 ? [] : ['', optionTable(options)]),
    '',
    `\`\`\`sh\n${shell}\n\`\`\``,
  ].join('\n');
}

function optionTable(options: readonly OptionSpec[]): string {
  return table(
    ['option', 'what it does'],
    options.map(({ flags, description }) => [`\`${flags}\``, description]),
  );
}

function errorTable(): string {
  const rows = Object.entries(errorCodes).map(([code, { exitCode, httpStatus, meaning, hint }]) => [
    `\`${code}\``,
    String(exitCode),
    String(httpStatus),
    meaning,
    hint,
  ]);
  return table(['code', 'exit', 'HTTP', 'meaning', 'what to do'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

if (import.meta.main) {
  await writeFile(cliPage, await generateDocs(await readFile(cliPage, 'utf8')));
}
