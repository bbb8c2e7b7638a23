import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { cliPage, generateDocs } from '../../scripts/generate-docs.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { errorCodes } from '../../src/core/error-codes.ts';

test('docs/cli.md is what the code says (else: npm run docs)', async () => {
  const page = await readFile(cliPage, 'utf8');
  expect(await generateDocs(page)).toBe(page);
});

test('it has every command and every error code', async () => {
  const page = await generateDocs(await readFile(cliPage, 'utf8'));
  for (const name of Object.keys(commands)) expect(page).toContain(`### lockstep ${name}`);
  for (const code of Object.keys(errorCodes)) expect(page).toContain(`| \`${code}\` |`);
});

test('a page without a place for a part is refused', async () => {
  await expect(generateDocs('# Command line\n')).rejects.toThrow('has no place for');
});
