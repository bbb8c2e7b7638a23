import { resolve } from 'node:path';
import { type Engine, engines } from '../core/engine.ts';
import type { Script } from '../core/migration.ts';
import type { ModuleConfig } from '../modules/config.ts';
import { buildModule, type ReadModule } from './build-module.ts';
import { findingError } from './finding-error.ts';
import { listFolder } from './list-folder.ts';
import { type FileName, readFileName } from './naming/read-file-name.ts';
import { leaveSide, type ListedSide, readSide, type Side } from './read-side.ts';

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
  let sides: readonly Side[] = [];
  for (const engine of engines) {
    const listed = listSide(config, baseFolder, engine, sides[0]?.listed.files ?? []);
    if (listed === null) continue;
    const side = asked.includes(engine) ? readSide(listed) : leaveSide(listed, () => scriptsOf(engine));
    sides = [...sides, side];
  }
  const { module, findings } = buildModule(config, baseFolder, sides);
  if (sides.every(({ isRead }) => isRead)) return { module, findings };
  if (module === null) return buildModule(config, baseFolder, sides.map(readSide));
  return { module: { ...module, readScripts }, findings };

  function readScripts(wanted: readonly Engine[] = engines): void {
    if (sides.every(({ isRead, engine }) => isRead || !wanted.includes(engine))) return;
    const all = sides.map(readSide);
    const whole = buildModule(config, baseFolder, all);
    if (whole.module === null) throw findingError(config.name, whole.findings);
    sides = all;
    // What is said on both sides is the same, so it is the same chain.
    for (const [place, { scripts }] of whole.module.chain.entries())
      Object.assign(module?.chain[place]?.scripts ?? {}, scripts);
  }

  function scriptsOf(engine: Engine): readonly (Script | null)[] {
    readScripts([engine]);
    return sides.find((side) => side.engine === engine)?.scripts.map(({ script }) => script) ?? [];
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

/** Null where the module does not exist on the engine. */
function listSide(
  config: ModuleConfig,
  baseFolder: string,
  engine: Engine,
  twins: readonly FileName[],
): ListedSide | null {
  const folder = config.migrations[engine];
  if (folder === null) return null;
  const profile = config.naming ?? 'versioned';
  const listed = listFolder({
    folder: resolve(baseFolder, folder),
    key: `migrations.${engine} of module "${config.name}"`,
    readName: (file) => readFileName(file, profile, config.legacyNames),
    twins,
  });
  return { engine, profile, schema: engine === 'postgres' ? (config.schema ?? 'public') : null, listed };
}
