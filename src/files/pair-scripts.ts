import { join } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { type Engine, engines } from '../core/engine.ts';
import type { ParsedScript, ScriptContent } from './parse-script.ts';

/** The scripts of one migration; null for an engine on which the module does not exist. */
export type ScriptPair = { readonly [E in Engine]: ParsedScript | null };

/** Folder per engine, as shown to people; null where the module does not exist. */
export type Folders = { readonly [E in Engine]: string | null };

export interface PairedScripts {
  /** Complete pairs only. */
  readonly pairs: readonly ScriptPair[];
  readonly findings: readonly Diagnostic[];
}

/**
 * Returns the scripts of a module paired by number, and DUPLICATE_VERSION, TWIN_MISSING and TWIN_MISMATCH for what
 * does not pair. Never throws. `scripts` are those of each engine on which the module exists, by name.
 */
export function pairScripts(scripts: readonly (readonly ParsedScript[])[], folders: Folders): PairedScripts {
  const sides = engines.filter((engine) => folders[engine] !== null);
  const pairs: ScriptPair[] = [];
  const findings: Diagnostic[] = [];
  const pair = (first: ParsedScript, second: ParsedScript | undefined): void => {
    const mismatch = second === undefined ? null : findMismatch(first, second);
    if (mismatch === null) pairs.push(toPair(first, second));
    else findings.push(mismatch);
  };
  const [left = [], right] = scripts;
  // forEach: docs/decisions/the-build.md tells why.
  if (isComplete(left, right)) left.forEach((script, place) => pair(script, right?.[place]));
  else {
    Map.groupBy(scripts.flat(), ({ fileName }) => fileName.id).forEach((ofOneId) => {
      const [first, second] = ofOneId;
      if (ofOneId.length === sides.length && first!.engine !== second?.engine) pair(first!, second);
      else findings.push(...whyIncomplete(ofOneId, sides, folders));
    });
  }
  return { pairs, findings };
}

/** Nearly always: the names are the same on both sides, and no number is there twice. */
function isComplete(left: readonly ParsedScript[], right: readonly ParsedScript[] | undefined): boolean {
  if (right !== undefined && left.length !== right.length) return false;
  const ids = new Set<string>();
  return left.every(({ fileName }, place) => {
    ids.add(fileName.id);
    return ids.size > place && (right === undefined || right[place]?.fileName.name === fileName.name);
  });
}

function toPair(first: ParsedScript, second: ParsedScript | undefined): ScriptPair {
  if (second !== undefined) return { postgres: first, sqlite: second };
  return first.engine === 'postgres' ? { postgres: first, sqlite: null } : { postgres: null, sqlite: first };
}

function whyIncomplete(
  ofOneId: readonly ParsedScript[],
  sides: readonly Engine[],
  folders: Folders,
): readonly Diagnostic[] {
  const bySide = sides.map((engine) => ofOneId.filter((script) => script.engine === engine));
  const duplicates = bySide.flatMap(findDuplicates);
  if (duplicates.length > 0) return duplicates;
  const missing = sides.filter((_, index) => bySide[index]!.length === 0);
  return missing.map((engine) => twinMissing(ofOneId[0]!, engine, folders[engine]!));
}

function findDuplicates(side: readonly ParsedScript[]): readonly Diagnostic[] {
  const [first, ...others] = side;
  return others.map(({ fileName, path }) => ({
    ...about('DUPLICATE_VERSION', 'duplicate-version', path),
    message: `${fileName.id} is already the number of ${first!.path}`,
    hint: 'Give the newer file the next free number, on both engines.',
  }));
}

function twinMissing({ fileName, path }: ParsedScript, engine: Engine, folder: string): Diagnostic {
  const expected = join(folder, `${fileName.name}.sql`);
  return {
    ...about('TWIN_MISSING', 'twin-missing', path),
    message: `${fileName.id} has no ${engine} script: ${expected} is expected`,
    hint: `Write ${expected}, or declare there that nothing is needed: -- lockstep: no-op="reason".`,
  };
}

/** What must be equal on both sides, beside the file name. */
const equalHeaders: readonly (readonly [string, (content: ScriptContent) => string])[] = [
  ['category', ({ category }) => category],
  ['after', ({ headers }) => headers.after ?? 'nothing'],
  ['requires', ({ headers }) => headers.requires.toSorted().join(', ') || 'nothing'],
  [
    'replaces',
    ({ headers: { replaces } }) => (replaces === null ? 'nothing' : `V${replaces.from}..V${replaces.to}`),
  ],
];

function findMismatch(first: ParsedScript, second: ParsedScript): Diagnostic | null {
  if (first.fileName.name !== second.fileName.name) {
    return {
      ...about('TWIN_MISMATCH', 'twin-name', second.path),
      message: `${second.fileName.id} has two names: ${first.path} and ${second.path}`,
      hint: 'Give both files one name.',
    };
  }
  if (first.content === null || second.content === null) return null;
  // Nearly every pair: neither side has a header line.
  if (first.content === second.content) return null;
  for (const [key, read] of equalHeaders) {
    const [left, right] = [read(first.content), read(second.content)];
    if (left === right) continue;
    // Point at a line that is there: at the side whose header says something.
    const side = second.content.headerLines.has(key) ? second : first;
    return {
      ...about('TWIN_MISMATCH', `twin-${key}`, side.path),
      line: side.content?.headerLines.get(key) ?? null,
      message: `${key} differs: ${left} in ${first.path}, ${right} in ${second.path}`,
      hint: `Make ${key}= the same on both sides.`,
    };
  }
  return null;
}

function about(code: Diagnostic['code'], rule: string, file: string): Omit<Diagnostic, 'message' | 'hint'> {
  return { code, rule, severity: 'error', file, line: null, column: null };
}
