import { resolve } from 'node:path';
import { type Engine, engines } from '../core/engine.ts';
import type { ModuleConfig } from '../modules/config.ts';
import { buildModule, type ReadModule } from './build-module.ts';
import { findingError } from './finding-error.ts';
import { listFolder } from './list-folder.ts';
import { readFileName } from './naming/read-file-name.ts';
import { haveSameNames, type ListedSide, readSide, type Side } from './read-side.ts';
import { UnreadScripts } from './unread-scripts.ts';

export interface ReadModuleOptions {
  /**
   * Defaults to both: whose scripts are read now. Of the other engine the folder is listed and the names are judged;
   * its scripts are read by `readScripts` of the module, and as soon as something is asked of one of them.
   */
  readonly engines?: readonly Engine[];
}

/**
 * Returns a module read from its folders, with every finding: where there is one, the scripts of both engines are read
 * for it. Throws CONFIG_INVALID only where a folder does not exist or a file cannot be read.
 */
export async function readModule(
  config: ModuleConfig,
  baseFolder: string,
  options: ReadModuleOptions = {},
): Promise<ReadModule> {
  const asked = enginesToRead(config, options);
  const listed = listSides(config, baseFolder);
  const own = listed.find(({ engine }) => asked.includes(engine));
  const left = listed.find(({ engine }) => !asked.includes(engine));
  // What does not pair is told of both sides, with what their scripts say.
  if (own === undefined || left === undefined || !haveSameNames(own, left))
    return buildModule(config, baseFolder, listed.map(readSide));

  const ownSide = readSide(own);
  const readAll = (): readonly Side[] => listed.map((side) => (side === own ? ownSide : readSide(side)));
  const unread = new UnreadScripts(left.engine, () => {
    readScripts();
    return sides[listed.indexOf(left)]?.scripts.map(({ script }) => script) ?? [];
  });
  const { module, findings } = buildModule(config, baseFolder, [ownSide], unread);
  if (module === null) return buildModule(config, baseFolder, readAll());
  let sides: readonly Side[] = [];
  return { module: { ...module, readScripts }, findings };

  function readScripts(wanted: readonly Engine[] = engines): void {
    if (sides.length > 0 || !wanted.includes(unread.engine)) return;
    const all = readAll();
    const whole = buildModule(config, baseFolder, all);
    if (whole.module === null) throw findingError(config.name, whole.findings);
    sides = all;
    // What is said on both sides is the same, so it is the same chain.
    for (const [place, { scripts }] of whole.module.chain.entries())
      Object.assign(module?.chain[place]?.scripts ?? {}, scripts);
  }
}

/** Of the engines on which the module exists; the chain is read from one of them at least. */
function enginesToRead(
  { migrations }: ModuleConfig,
  { engines: asked = engines }: ReadModuleOptions,
): readonly Engine[] {
  const own = asked.filter((engine) => migrations[engine] !== null);
  return own.length === 0 ? engines : own;
}

/** The folders of the engines on which the module exists. */
function listSides(config: ModuleConfig, baseFolder: string): readonly ListedSide[] {
  const profile = config.naming ?? 'versioned';
  const sides: ListedSide[] = [];
  for (const engine of engines) {
    const folder = config.migrations[engine];
    if (folder === null) continue;
    const listed = listFolder({
      folder: resolve(baseFolder, folder),
      key: `migrations.${engine} of module "${config.name}"`,
      readName: (file) => readFileName(file, profile, config.legacyNames),
      twins: sides[0]?.listed.files ?? [],
    });
    sides.push({
      engine,
      profile,
      schema: engine === 'postgres' ? (config.schema ?? 'public') : null,
      listed,
    });
  }
  return sides;
}
