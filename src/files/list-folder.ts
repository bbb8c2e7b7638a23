import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { LockstepError } from '../core/errors.ts';
import type { FileName, FileNameReading } from './naming/read-file-name.ts';
import { shownPath } from './shown-path.ts';

export interface FolderContent {
  /** What stands before a name: of the absolute path, and of the path as people know it. */
  readonly before: string;
  readonly shownBefore: string;
  /** The scripts by their names, in the order of these. */
  readonly files: readonly FileName[];
  /** BAD_FILE_NAME for everything else in the folder. */
  readonly findings: readonly Diagnostic[];
}

export interface ListFolderOptions {
  /** Absolute. */
  readonly folder: string;
  /** The setting that names the folder, for messages. */
  readonly key: string;
  readonly readName: (file: string) => FileNameReading;
  /** The scripts of the other engine: names that are the same on both sides are read once. */
  readonly twins: readonly FileName[];
}

/** What git and the Finder leave in a folder. Everything else that is not a script is refused. */
const ignoredFiles: readonly string[] = ['.gitkeep', '.gitignore', '.gitattributes', '.DS_Store'];

/**
 * Returns the scripts of one folder by their names, none for an empty one, and a finding for everything in it that is
 * not a script. Throws CONFIG_INVALID where the folder does not exist or cannot be read. No script is opened.
 */
export function listFolder(options: ListFolderOptions): FolderContent {
  const { folder, readName, twins } = options;
  const findings: Diagnostic[] = [];
  const files: FileName[] = [];
  const shown = shownPath(folder);
  const shownBefore = shown === '.' ? '' : shown + sep;
  // forEach: docs/decisions/the-build.md tells why.
  readEntries(options).forEach((entry) => {
    const { name } = entry;
    if (name.startsWith('.') && entry.isFile() && ignoredFiles.includes(name)) return;
    const twin = twins[files.length];
    const fileName = twin?.file === name ? twin : readName(name);
    if ('reason' in fileName) findings.push(badFileName(shownBefore + name, fileName.reason));
    else {
      const refusal = entry.isFile() ? null : refuseEntry(folder, entry);
      if (refusal === null) files.push(fileName);
      else findings.push(badFileName(shownBefore + name, refusal));
    }
  });
  return { before: folder + sep, shownBefore, files, findings };
}

function readEntries({ folder, key }: ListFolderOptions): readonly Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'does not exist',
      ENOTDIR: 'is not a folder',
    };
    const reason = reasons[(cause as NodeJS.ErrnoException).code ?? ''] ?? 'cannot be read';
    throw new LockstepError('CONFIG_INVALID', `${key}: the folder ${shownPath(folder)} ${reason}.`, {
      hint: 'Create the folder, mend the path, or write null where the module does not exist on that engine.',
      details: { key, folder: shownPath(folder) },
      cause,
    });
  }
}

/** Why something with the name of a script that is no file is none, or null where it is one. */
function refuseEntry(folder: string, entry: Dirent): string | null {
  if (entry.isDirectory()) return 'it is a folder, not a file';
  if (!entry.isSymbolicLink()) return 'it is not a regular file';
  try {
    const target = realpathSync(join(folder, entry.name));
    if (!target.startsWith(realpathSync(folder) + sep))
      return 'it is a symbolic link that leads out of the folder';
    return statSync(target).isFile() ? null : 'it is a symbolic link to something that is not a file';
  } catch {
    return 'it is a symbolic link that leads nowhere';
  }
}

function badFileName(path: string, reason: string): Diagnostic {
  return {
    code: 'BAD_FILE_NAME',
    rule: 'file-name',
    severity: 'error',
    file: path,
    line: null,
    column: null,
    message: `not a migration: ${reason}`,
    hint: 'Rename the file, or move it out of the migrations folder.',
  };
}
