import { resolve } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { engines } from '../core/engine.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { LegacyName, ModuleConfig } from '../modules/config.ts';
import { buildChain } from './build-chain.ts';
import { readFileName } from './naming/read-file-name.ts';
import { type Folders, pairScripts } from './pair-scripts.ts';
import { type ParsedScript, parseScript } from './parse-script.ts';
import { readFolder } from './read-folder.ts';
import { shownPath } from './shown-path.ts';

export interface ReadModule {
  /** Null where a finding is an error. */
  readonly module: LoadedModule | null;
  /** Everything that is wrong with the files; empty where nothing is. */
  readonly findings: readonly Diagnostic[];
}

/**
 * Returns a module read from its folders, with every finding. Throws CONFIG_INVALID only where a folder does not exist
 * or a file cannot be read.
 */
export async function readModule(config: ModuleConfig, baseFolder: string): Promise<ReadModule> {
  const profile = config.naming ?? 'versioned';
  const schema = config.schema ?? 'public';
  const findings: Diagnostic[] = [];
  const scripts: ParsedScript[] = [];
  const legacyNames: readonly LegacyName[] = config.legacyNames ?? [];
  for (const engine of engines) {
    const folder = config.migrations[engine];
    if (folder === null) continue;
    const content = readFolder({
      folder: resolve(baseFolder, folder),
      key: `migrations.${engine} of module "${config.name}"`,
      readName: (file) => readFileName(file, profile, legacyNames),
    });
    findings.push(...content.findings);
    // forEach: docs/decisions/the-build.md tells why.
    content.files.forEach((file) => {
      const { parsed, findings: ofScript } = parseScript({
        engine,
        file,
        profile,
        schema: engine === 'postgres' ? schema : null,
      });
      scripts.push(parsed);
      findings.push(...ofScript);
    });
  }
  const folders = shownFolders(config, baseFolder);
  const paired = pairScripts(scripts, folders);
  const knownIds = new Set(scripts.map(({ fileName }) => fileName.id));
  const { chain, findings: ofChain } = buildChain(profile, paired.pairs, knownIds);
  findings.push(...paired.findings, ...ofChain, ...findBelowBaseline(config, scripts));
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
      postgres: folders.postgres === null ? null : { schema, table },
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

function findBelowBaseline(config: ModuleConfig, scripts: readonly ParsedScript[]): readonly Diagnostic[] {
  const version = config.baseline?.version;
  if (version === undefined) return [];
  return scripts
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
