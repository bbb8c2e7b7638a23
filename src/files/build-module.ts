import { resolve } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { ModuleConfig } from '../modules/config.ts';
import { buildChain } from './build-chain.ts';
import { type Folders, pairScripts } from './pair-scripts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Side } from './read-side.ts';
import { shownPath } from './shown-path.ts';
import type { UnreadScripts } from './unread-scripts.ts';

export interface ReadModule {
  /** Null where a finding is an error. */
  readonly module: LoadedModule | null;
  /** Everything that is wrong with the files; empty where nothing is. */
  readonly findings: readonly Diagnostic[];
}

/**
 * Returns the module of these scripts, with what is wrong with them alone, as pairs and as a chain. Never throws. With
 * `unread` the scripts are those of the other engine alone, and every one of them has a twin.
 */
export function buildModule(
  config: ModuleConfig,
  baseFolder: string,
  sides: readonly Side[],
  unread: UnreadScripts | null = null,
): ReadModule {
  const profile = config.naming ?? 'versioned';
  const folders = shownFolders(config, baseFolder);
  const scripts = sides.map((side) => side.scripts);
  const paired = pairScripts(scripts, folders);
  const { chain, findings: ofChain } = buildChain(profile, paired.pairs, scripts, unread);
  const findings = [
    ...sides.flatMap((side) => side.findings),
    ...paired.findings,
    ...ofChain,
    ...findBelowBaseline(config, scripts),
  ];
  if (findings.some(({ severity }) => severity === 'error')) return { module: null, findings };

  const lowest = chain.find(({ series }) => series === 'V')?.number ?? 1;
  const table = config.history ?? 'schema_migrations';
  const module: LoadedModule = {
    name: config.name,
    profile,
    baseline: {
      version: config.baseline?.version ?? lowest,
      policy: config.baseline?.policy ?? 'upgrade',
    },
    chain,
    history: {
      postgres: folders.postgres === null ? null : { schema: config.schema ?? 'public', table },
      sqlite: folders.sqlite === null ? null : { schema: null, table },
    },
    folders,
  };
  return { module, findings };
}

function shownFolders({ migrations }: ModuleConfig, baseFolder: string): Folders {
  const shown = (folder: string | null): string | null =>
    folder === null ? null : shownPath(resolve(baseFolder, folder));
  return { postgres: shown(migrations.postgres), sqlite: shown(migrations.sqlite) };
}

function findBelowBaseline(
  config: ModuleConfig,
  scripts: readonly (readonly ParsedScript[])[],
): readonly Diagnostic[] {
  const version = config.baseline?.version;
  if (version === undefined) return [];
  return scripts
    .flat()
    .filter(({ fileName }) => fileName.series === 'V' && fileName.number < version)
    .map(({ fileName, path }) => ({
      code: 'CONFIG_INVALID',
      rule: 'below-baseline',
      severity: 'error',
      file: path,
      line: null,
      column: null,
      message: `${fileName.id} stands below baseline.version ${version} of module "${config.name}"`,
      hint: 'Move the file out of the folder, or lower baseline.version.',
    }));
}
