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
 * does not pair. Never throws.
 */
export function pairScripts(scripts: readonly ParsedScript[], folders: Folders): PairedScripts {
  const sides = engines.filter((engine) => folders[engine] !== null);
  const pairs: ScriptPair[] = [];
  const findings: Diagnostic[] = [];
  // forEach: docs/decisions/the-build.md tells why.
  Map.groupBy(scripts, ({ fileName }) => fileName.id).forEach((ofOneId) => {
    const first = ofOneId[0]!;
    const second = ofOneId[1];
    const isComplete = ofOneId.length === sides.length && first.engine !== second?.engine;
    if (!isComplete) {
      findings.push(...whyIncomplete(ofOneId, sides, folders));
      return;
    }
    const mismatch = second === undefined ? null : findMismatch(first, second);
    if (mismatch !== null) findings.push(mismatch);
    else {
      pairs.push({
        postgres: ofOneId.find(({ engine }) => engine === 'postgres') ?? null,
        sqlite: ofOneId.find(({ engine }) => engine === 'sqlite') ?? null,
      });
    }
  });
  return { pairs, findings };
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
  if (first.content.headers === second.content.headers) return null;
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
