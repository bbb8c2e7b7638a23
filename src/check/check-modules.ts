import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { type Engine, engines } from '../core/engine.ts';
import type { LoadedModule, Script } from '../core/migration.ts';
import { readModule } from '../files/read-module.ts';
import { shownPath } from '../files/shown-path.ts';
import type { ModuleConfig } from '../modules/config.ts';
import { decodeScript } from '../sql/decode.ts';
import { findForbidden } from '../sql/forbidden/index.ts';
import { parseHeaders } from '../sql/headers.ts';
import { checksum } from '../sql/checksum.ts';
import { type BaseScript, compareBase, compareBaseNames } from './compare-base.ts';
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
}

/**
 * Everything an author should mend before a database sees the scripts, in the order of modules and files; empty where
 * nothing is wrong. No configured database is touched: PostgreSQL scripts are parsed, SQLite scripts replayed in memory.
 */
export async function checkModules({ modules, folder, base }: CheckOptions): Promise<readonly Diagnostic[]> {
  const findings: Diagnostic[] = [];
  const replay = new SqliteReplay();
  try {
    for (const config of modules) {
      const { module, findings: ofFiles } = await readModule(config, folder);
      const found = [...ofFiles];
      // A chain that cannot be read cannot be replayed.
      if (module !== null) found.push(...(await checkChain(module, replay)));
      if (base !== undefined) found.push(...(await checkBase(module, config, folder, base)));
      findings.push(...orderFindings(found, module?.chain ?? []));
    }
  } finally {
    await replay[Symbol.asyncDispose]();
  }
  return findings;
}

async function checkChain(module: LoadedModule, replay: SqliteReplay): Promise<readonly Diagnostic[]> {
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
    ...findUnusedAllowances(scripts, found),
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
  folder: string,
  ref: string,
): Promise<readonly Diagnostic[]> {
  const findings: Diagnostic[] = [];
  for (const engine of engines) {
    const place = config.migrations[engine];
    if (place === null) continue;
    const base = baseScripts(await readBase(ref, resolve(folder, place)), engine);
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
  return findings;
}

function baseScripts(files: ReadonlyMap<string, Uint8Array>, engine: Engine): readonly BaseScript[] {
  return [...files].map(([file, bytes]) => {
    const decoded = decodeScript(bytes);
    const text = 'text' in decoded ? parseHeaders({ engine, file, diskText: decoded.text }).text : '';
    return { name: file.replace(/\.sql$/, ''), checksum: checksum(text) };
  });
}
