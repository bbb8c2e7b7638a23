import { type Dirent, readFile } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { LockstepError } from '../core/errors.ts';
import type { FileName, FileNameReading } from './naming/read-file-name.ts';
import { shownPath } from './shown-path.ts';

/** One script on disk. */
export interface ScriptFile {
  readonly fileName: FileName;
  /** The path as people know it. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface FolderContent {
  /** By file name. */
  readonly files: readonly ScriptFile[];
  /** BAD_FILE_NAME for everything else in the folder. */
  readonly findings: readonly Diagnostic[];
}

export interface ReadFolderOptions {
  /** Absolute. */
  readonly folder: string;
  /** The setting that names the folder, for messages. */
  readonly key: string;
  readonly readName: (file: string) => FileNameReading;
}

/** What git and the Finder leave in a folder. Everything else that is not a script is refused. */
const ignoredFiles: readonly string[] = ['.gitkeep', '.gitignore', '.gitattributes', '.DS_Store'];

/** More gain nothing and use up file handles. */
const readsAtOnce = 64;

/**
 * Returns the scripts of one folder, none for an empty one, and a finding for everything in it that is not a script.
 * Throws CONFIG_INVALID where the folder does not exist or cannot be read.
 */
export async function readFolder(options: ReadFolderOptions): Promise<FolderContent> {
  const entries = await listFolder(options);
  const findings: Diagnostic[] = [];
  const found: { readonly fileName: FileName; readonly file: string }[] = [];
  for (const entry of entries) {
    if (entry.isFile() && ignoredFiles.includes(entry.name)) continue;
    const fileName = options.readName(entry.name);
    const refusal = 'reason' in fileName ? fileName.reason : await refuseEntry(options.folder, entry);
    if (refusal !== null) findings.push(badFileName(join(options.folder, entry.name), refusal));
    else if (!('reason' in fileName)) found.push({ fileName, file: join(options.folder, entry.name) });
  }
  const files: ScriptFile[] = [];
  let next = 0;
  const readAll = async (): Promise<void> => {
    while (next < found.length) {
      const index = next++;
      const { fileName, file } = found[index]!;
      files[index] = { fileName, path: shownPath(file), bytes: await readBytes(file) };
    }
  };
  await Promise.all(Array.from({ length: readsAtOnce }, readAll));
  return { files, findings };
}

async function listFolder({ folder, key }: ReadFolderOptions): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
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

/** Why something with the name of a script is none, or null where it is one. */
async function refuseEntry(folder: string, entry: Dirent): Promise<string | null> {
  if (entry.isFile()) return null;
  if (entry.isDirectory()) return 'it is a folder, not a file';
  if (!entry.isSymbolicLink()) return 'it is not a regular file';
  try {
    const target = await realpath(join(folder, entry.name));
    if (!target.startsWith((await realpath(folder)) + sep))
      return 'it is a symbolic link that leads out of the folder';
    return (await stat(target)).isFile() ? null : 'it is a symbolic link to something that is not a file';
  } catch {
    return 'it is a symbolic link that leads nowhere';
  }
}

/** The callback form takes half the time of the promise form. */
function readBytes(file: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    readFile(file, (cause, bytes) => {
      if (cause === null) return resolve(bytes);
      const message = `${shownPath(file)} cannot be read: ${cause.code ?? cause.message}.`;
      reject(new LockstepError('CONFIG_INVALID', message, { hint: 'Make the file readable.', cause }));
    });
  });
}

function badFileName(file: string, reason: string): Diagnostic {
  return {
    code: 'BAD_FILE_NAME',
    rule: 'file-name',
    severity: 'error',
    file: shownPath(file),
    line: null,
    column: null,
    message: `not a migration: ${reason}`,
    hint: 'Rename the file, or move it out of the migrations folder.',
  };
}
