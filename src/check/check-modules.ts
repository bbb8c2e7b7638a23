import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { type Engine, engines } from '../core/engine.ts';
import type { LoadedModule, Migration, Script } from '../core/migration.ts';
import { readModule } from '../files/read-module.ts';
import { shownPath } from '../files/shown-path.ts';
import type { ModuleConfig } from '../modules/config.ts';
import { decodeScript } from '../sql/decode.ts';
import { findForbidden } from '../sql/forbidden/index.ts';
import { parseHeaders } from '../sql/headers.ts';
import { checksum } from '../sql/checksum.ts';
import { type BaseScript, compareBase, compareBaseNames } from './compare-base.ts';
import {
  documentsRule,
  filesOfMatches,
  findLeftDocuments,
  type WatchedDocuments,
  watchDocuments,
} from './documents/check-documents.ts';
import { readTriggers } from './documents/read-triggers.ts';
import { checkManualStepComments } from './manual-step-comment.ts';
import { orderFindings } from './order-findings.ts';
import { checkPostgresSyntax } from './postgres-syntax.ts';
import { readBase } from './read-base.ts';
import { SqliteReplay } from './sqlite-replay.ts';
import { findUnusedAllowances } from './unused-allowance.ts';

/** Findings with a code that `migrate` does not refuse by itself. */
const shippable = new Set(['lost-children', 'missing-parent']);

export interface CheckOptions {
  readonly modules: readonly ModuleConfig[];
  /** What relative paths of the modules are relative to. */
  readonly folder: string;
  /** A git reference to compare with. Defaults to none. */
  readonly base?: string;
  /** What a document is that was not changed with its migration. Defaults to `warning`. */
  readonly leftDocuments?: Diagnostic['severity'];
}

/**
 * Everything an author should mend before a database sees the scripts, in the order of modules and files; empty where
 * nothing is wrong. No configured database is touched: PostgreSQL scripts are parsed, SQLite scripts replayed in memory.
 */
export async function checkModules(options: CheckOptions): Promise<readonly Diagnostic[]> {
  const { modules, folder } = options;
  const findings: Diagnostic[] = [];
  const replay = new SqliteReplay();
  try {
    for (const config of modules) {
      const triggers = await readTriggers(config, folder);
      const { module, findings: ofFiles } = await readModule(config, folder);
      const documents =
        module === null || triggers === null
          ? { findings: [], matches: [] }
          : watchDocuments(module, triggers, folder);
      const found = [...ofFiles, ...documents.findings];
      // A chain that cannot be read cannot be replayed.
      if (module !== null) found.push(...(await checkChain(module, replay, documents)));
      found.push(...(await checkBase(module, config, documents, options)));
      findings.push(...orderFindings(found, module?.chain ?? []));
    }
  } finally {
    await replay[Symbol.asyncDispose]();
  }
  return findings;
}

/** True for a finding that is printed and does not count: a document that may still be changed before the change is done. */
export function isReminder({ rule, severity }: Diagnostic): boolean {
  return rule === documentsRule && severity === 'warning';
}

async function checkChain(
  module: LoadedModule,
  replay: SqliteReplay,
  { matches }: WatchedDocuments,
): Promise<readonly Diagnostic[]> {
  const scripts = module.chain.flatMap(({ scripts: sides }) =>
    engines.flatMap((engine) => (sides[engine] === null ? [] : [sides[engine]])),
  );
  const found = [
    ...scripts.flatMap(findForbidden),
    ...(await checkPostgresSyntax(module)),
    ...(await replay.run(module)),
    ...checkManualStepComments(module),
  ];
  const allowed = new Map(scripts.map((script) => [script.file, allowedRules(script)]));
  return [
    ...found.filter(({ code, file, rule }) => !isAcceptable(code, rule) || !allowed.get(file)?.has(rule)),
    ...findUnusedAllowances(scripts, found, filesOfMatches(matches)),
  ];
}

/** An author may accept advice, and what `migrate` would run: a file that has been shipped cannot be mended any more. */
function isAcceptable(code: Diagnostic['code'], rule: string): boolean {
  return code === null || shippable.has(rule);
}

function allowedRules({ allows }: Script): ReadonlySet<string> {
  return new Set(allows.map(({ rule }) => rule));
}

async function checkBase(
  module: LoadedModule | null,
  config: ModuleConfig,
  { matches }: WatchedDocuments,
  { folder, base: ref, leftDocuments = 'warning' }: CheckOptions,
): Promise<readonly Diagnostic[]> {
  if (ref === undefined) return [];
  const findings: Diagnostic[] = [];
  const shipped = new Map<Engine, readonly BaseScript[]>();
  for (const engine of engines) {
    const place = config.migrations[engine];
    if (place === null) continue;
    const base = baseScripts(await readBase(ref, resolve(folder, place)), engine);
    shipped.set(engine, base);
    findings.push(
      ...(module === null
        ? compareBaseNames(
            await readdir(resolve(folder, place)),
            shownPath(resolve(folder, place)),
            base,
            ref,
          )
        : compareBase(module, engine, base, ref)),
    );
  }
  const isChanged = ({ name, scripts }: Migration): boolean =>
    [...shipped].some(([engine, base]) => {
      const before = base.find((script) => script.name === name);
      return scripts[engine] !== null && scripts[engine].checksum !== before?.checksum;
    });
  const left = await findLeftDocuments(matches, isChanged, { ref, folder, severity: leftDocuments });
  return [...findings, ...left];
}

function baseScripts(files: ReadonlyMap<string, Uint8Array>, engine: Engine): readonly BaseScript[] {
  return [...files].map(([file, bytes]) => {
    const decoded = decodeScript(bytes);
    const text = 'text' in decoded ? parseHeaders({ engine, file, diskText: decoded.text }).text : '';
    return { name: file.replace(/\.sql$/, ''), checksum: checksum(text) };
  });
}
