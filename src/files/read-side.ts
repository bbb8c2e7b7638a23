import type { Diagnostic } from '../core/diagnostic.ts';
import type { Script } from '../core/migration.ts';
import type { FolderContent } from './list-folder.ts';
import { type ParsedScript, parseScript, type ParseScriptOptions } from './parse-script.ts';
import { UnreadScripts } from './unread-scripts.ts';

/** One engine's folder, of which the names are known. */
export interface ListedSide extends ParseScriptOptions {
  readonly listed: FolderContent;
}

/** The scripts of one engine's folder. */
export interface Side extends ListedSide {
  readonly isRead: boolean;
  /** In the order of the folder. */
  readonly scripts: readonly ParsedScript[];
  /** What is wrong with the names, and with each script that was read. */
  readonly findings: readonly Diagnostic[];
}

/** Returns the side with its scripts read, itself where they are. Throws CONFIG_INVALID where one cannot be. */
export function readSide(side: ListedSide | Side): Side {
  if ('isRead' in side && side.isRead) return side;
  const { listed, engine, profile, schema } = side;
  const options = { engine, profile, schema };
  const findings = [...listed.findings];
  const scripts: ParsedScript[] = [];
  // forEach: docs/decisions/the-build.md tells why.
  listed.files.forEach((fileName) => void scripts.push(parseScript(options, listed, fileName, findings)));
  return { ...options, listed, isRead: true, scripts, findings };
}

/**
 * Returns the side with its scripts unread: as soon as something is asked of one, `read` has to return all of them, in
 * the order of the folder.
 */
export function leaveSide(side: ListedSide, read: () => readonly (Script | null)[]): Side {
  const { listed, engine } = side;
  const unread = new UnreadScripts(read);
  const scripts: ParsedScript[] = [];
  listed.files.forEach((fileName, place) => {
    const path = listed.shownBefore + fileName.file;
    scripts.push({ fileName, engine, path, script: unread.at(place), content: null });
  });
  return { ...side, isRead: false, scripts, findings: listed.findings };
}
