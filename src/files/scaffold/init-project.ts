import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LockstepError } from '../../core/errors.ts';
import { configFiles } from '../../modules/load-config.ts';
import { shownPath } from '../shown-path.ts';
import { firstProject, gitIgnore, ignored } from './first-project.ts';
import { writeNewFiles } from './write-new-files.ts';

/**
 * Returns the paths of a new project's files: a configuration and a first pair of scripts that runs as it is. Throws
 * USAGE with what exists, and writes nothing, where the folder has a configuration or scripts already.
 */
export async function initProject(folder: string): Promise<readonly string[]> {
  const existing = [
    ...(await namesIn(folder)).filter((name) => configFiles.includes(name)),
    ...(await scriptsIn(folder, 'migrations/postgres')),
    ...(await scriptsIn(folder, 'migrations/sqlite')),
  ];
  if (existing.length > 0) {
    const shown = shownPath(folder);
    const where = shown === '.' ? 'This folder' : shown;
    const message = `${where} has a project already: ${existing.join(', ')}. Nothing was written.`;
    throw new LockstepError('USAGE', message, {
      hint: 'Run lockstep new NAME for the next migration, or lockstep init in another folder.',
      details: { existing },
    });
  }
  const files = (await hasGitIgnore(folder)) ? firstProject : [...firstProject, gitIgnore];
  return await writeNewFiles(files.map(({ path, text }) => ({ path: join(folder, path), text })));
}

/** Returns what a project's .gitignore should have and lacks; all of it where there is no such file. */
export async function missingIgnores(folder: string): Promise<readonly string[]> {
  const text = (await hasGitIgnore(folder)) ? await readFile(join(folder, gitIgnore.path), 'utf8') : '';
  const bare = (line: string): string =>
    line
      .trim()
      .replace(/^\//, '')
      .replace(/\/?\**$/, '');
  const known = new Set(text.split('\n').map(bare));
  return ignored.filter((line) => !known.has(bare(line)));
}

async function hasGitIgnore(folder: string): Promise<boolean> {
  return (await namesIn(folder)).includes(gitIgnore.path);
}

async function scriptsIn(folder: string, below: string): Promise<readonly string[]> {
  const names = await namesIn(join(folder, below));
  return names.filter((name) => name.endsWith('.sql')).map((name) => `${below}/${name}`);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new LockstepError('USAGE', `${shownPath(folder)} is not a folder that can be read.`, {
      cause: error,
    });
  }
}
