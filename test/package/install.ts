import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../servers/temp-folder.ts';
import { shell } from './pack.ts';

const { devDependencies } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
) as { devDependencies: Readonly<Record<string, string>> };

/** Returns an empty folder in which nothing but the package file and `packages` was installed. Throws where that fails. */
export async function install(tarball: string, packages: readonly string[] = []): Promise<string> {
  const folder = tempFolder();
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const line = ['npm install lockstep', ...packages].join(' ');
  const { code, output } = await shell(folder, pinned(line, tarball));
  if (code !== 0) throw new Error(output);
  return folder;
}

/** Returns an install line with the package file, and the versions that the repository is tested with. */
export function pinned(line: string, tarball: string): string {
  const versions: Readonly<Record<string, string>> = devDependencies;
  return line
    .split(' ')
    .map((word) =>
      word === 'lockstep' ? tarball : versions[word] === undefined ? word : `'${word}@${versions[word]}'`,
    )
    .join(' ');
}
