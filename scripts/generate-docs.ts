import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandSpec, globalOptions, type OptionSpec } from '../src/cli/command.ts';
import { commands } from '../src/cli/commands/index.ts';
import { errorCodes } from '../src/core/error-codes.ts';
import { entityGraph } from './entity-graph.ts';
import { markdownTable } from './markdown-table.ts';
import { parityTables } from './parity-tables.ts';
import { logicalColumns, readStoreSchema } from './read-store-schema.ts';
import { repositoryExcerpts } from './repository-excerpts.ts';

/** A page of docs/: its text is written by hand, what stands between two markers comes from the code or a migrated store. */
export interface GeneratedPage {
  readonly name: string;
  readonly parts: () => Promise<Readonly<Record<string, string>>>;
}

export const cliPage: GeneratedPage = {
  name: 'docs/cli.md',
  parts: async () => ({
    'global options': optionTable(globalOptions),
    commands: await commandSections(),
    'error codes': errorTable(),
  }),
};

export const parityPage: GeneratedPage = { name: 'docs/parity.md', parts: async () => parityTables() };

export const relationshipsPage: GeneratedPage = {
  name: 'docs/data-relationships.md',
  parts: async () => entityGraph(await readStoreSchema(), await logicalColumns()),
};

export const repositoriesPage: GeneratedPage = { name: 'docs/repositories.md', parts: repositoryExcerpts };

const pages: readonly GeneratedPage[] = [cliPage, parityPage, relationshipsPage, repositoriesPage];

/** Returns where a page stands. */
export function pathOf({ name }: GeneratedPage): string {
  return join(import.meta.dirname, '..', name);
}

/** Returns the text of a page with every generated part as the code has it now. Throws where a part is unknown or missing. */
export async function generateDocs(page: GeneratedPage, text: string): Promise<string> {
  const parts = await page.parts();
  const found = new Set<string>();
  const generated = text.replaceAll(
    /<!-- generated: (.*?) -->\n[\s\S]*?<!-- end -->/g,
    (_all, name: string) => {
      const part = parts[name];
      if (part === undefined) throw new Error(`${page.name} asks for "${name}", which nothing generates`);
      found.add(name);
      return `<!-- generated: ${name} -->\n${part}\n<!-- end -->`;
    },
  );
  const missing = Object.keys(parts).filter((name) => !found.has(name));
  if (missing.length > 0) throw new Error(`${page.name} has no place for: ${missing.join(', ')}`);
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
  return markdownTable(
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
  return markdownTable(['code', 'exit', 'HTTP', 'meaning', 'what to do'], rows);
}

if (import.meta.main) {
  for (const page of pages) {
    const path = pathOf(page);
    await writeFile(path, await generateDocs(page, await readFile(path, 'utf8')));
  }
}
