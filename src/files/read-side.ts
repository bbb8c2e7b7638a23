import type { Diagnostic } from '../core/diagnostic.ts';
import type { FolderContent } from './list-folder.ts';
import { type ParsedScript, parseScript, type ParseScriptOptions } from './parse-script.ts';

/** One engine's folder, of which the names are known. */
export interface ListedSide extends ParseScriptOptions {
  readonly listed: FolderContent;
}

/** The scripts of one engine's folder. */
export interface Side {
  /** In the order of the folder. */
  readonly scripts: readonly ParsedScript[];
  /** What is wrong with the names, and with each script. */
  readonly findings: readonly Diagnostic[];
}

/** Returns the scripts of a folder. Throws CONFIG_INVALID where one cannot be read. */
export function readSide({ listed, engine, profile, schema }: ListedSide): Side {
  const options = { engine, profile, schema };
  const findings = [...listed.findings];
  const scripts: ParsedScript[] = [];
  // forEach: docs/decisions/the-build.md tells why.
  listed.files.forEach((fileName) => void scripts.push(parseScript(options, listed, fileName, findings)));
  return { scripts, findings };
}

/** Returns whether two folders hold the same names, each of them a script's: then every script has its twin. */
export function haveSameNames({ listed: one }: ListedSide, { listed: other }: ListedSide): boolean {
  if (one.findings.length > 0 || other.findings.length > 0) return false;
  // `listFolder` reads a name that is the same on both sides once.
  return (
    one.files.length === other.files.length &&
    one.files.every((fileName, place) => fileName === other.files[place])
  );
}
