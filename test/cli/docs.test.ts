import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { cliPage, generateDocs, parityPage, pathOf, repositoriesPage } from '../../scripts/generate-docs.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { errorCodes } from '../../src/core/error-codes.ts';
import { logicalTypes } from '../../src/parity/logical-type.ts';
import { rules } from '../../src/parity/rules/index.ts';

test.each([cliPage, parityPage, repositoriesPage])(
  '$name is what the code says (else: npm run docs)',
  async (page) => {
    const text = await readFile(pathOf(page), 'utf8');
    expect(await generateDocs(page, text)).toBe(text);
  },
);

test('docs/cli.md has every command and every error code', async () => {
  const page = await generateDocs(cliPage, await readFile(pathOf(cliPage), 'utf8'));
  for (const name of Object.keys(commands)) expect(page).toContain(`### lockstep ${name}`);
  for (const code of Object.keys(errorCodes)) expect(page).toContain(`| \`${code}\` |`);
});

test('docs/parity.md has every kind that a rule reports, and every logical type', async () => {
  const page = await generateDocs(parityPage, await readFile(pathOf(parityPage), 'utf8'));
  for (const { kind } of rules.flatMap(({ reports }) => reports)) expect(page).toContain(`\`${kind}\``);
  for (const name of Object.keys(logicalTypes)) expect(page).toContain(`\`${name}\``);
});

test('a page without a place for a part is refused', async () => {
  await expect(generateDocs(cliPage, '# Command line\n')).rejects.toThrow('has no place for');
});
