import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Engine, engines } from '../../core/engine.ts';
import { LockstepError } from '../../core/errors.ts';
import type { Category } from '../../core/migration.ts';
import type { ModuleConfig } from '../../modules/config.ts';
import { profiles } from '../naming/profiles.ts';
import { type FileName, readFileName } from '../naming/read-file-name.ts';
import { snakeCase } from './snake-case.ts';
import { writeNewFiles } from './write-new-files.ts';

export interface NewMigrationOptions {
  readonly config: ModuleConfig;
  /** The folder that the module's relative folders start from. */
  readonly baseFolder: string;
  /** In any spelling that can be brought into snake_case. */
  readonly name: string;
  /** Defaults to `startup`. */
  readonly category?: Category | undefined;
  /** The engine that has something to do; the other one's script declares a no-op. Defaults to both. */
  readonly only?: Engine | undefined;
  /** Why the other engine needs nothing; required with `only`. */
  readonly reason?: string | undefined;
}

export interface NewMigration {
  /** `V18`, `S001`, `DM001`; in the numbered profile `001`. */
  readonly id: string;
  /** The written files, as people know them: one per engine of the module. */
  readonly files: readonly string[];
}

/**
 * Returns the id and the files of a new migration with the next free number of its category. Throws USAGE for a name,
 * engine or reason that cannot be used, where no number is left, and where a file exists: nothing is overwritten.
 */
export async function newMigration(options: NewMigrationOptions): Promise<NewMigration> {
  const { config, baseFolder, category = 'startup' } = options;
  refuseBadOnly(options);
  const naming = profiles[config.naming ?? 'versioned'];
  const row = naming.rows.find(({ categories }) => categories.includes(category))!;
  const known = await readNames(config, baseFolder);
  const ofRow = known.filter(
    ({ series, number }) => series === row.series && number >= row.from && number <= row.to,
  );
  const first =
    row.series === 'V' && category === 'startup' ? (config.baseline?.version ?? row.from) : row.from;
  const number = ofRow.length === 0 ? first : Math.max(...ofRow.map((name) => name.number)) + 1;
  if (number > row.to) {
    throw new LockstepError(
      'USAGE',
      `There is no number left for a ${category} migration: ${row.id(row.to)} is taken.`,
    );
  }
  const id = row.id(number);
  const file = `${id}${naming.separator}${snakeCase(options.name)}.sql`;
  const headers = headerLines(config, category, known);
  const files = engines.flatMap((engine) => {
    const folder = config.migrations[engine];
    if (folder === null) return [];
    return [{ path: join(resolve(baseFolder, folder), file), text: scriptText(engine, headers, options) }];
  });
  return { id, files: await writeNewFiles(files) };
}

function refuseBadOnly({ config, only, reason }: NewMigrationOptions): void {
  if (only !== undefined && config.migrations[only] === null) {
    throw new LockstepError('USAGE', `The module "${config.name}" does not exist on ${only}.`);
  }
  const hasReason = reason !== undefined && reason.trim() !== '';
  if ((only === undefined) === !hasReason) return;
  throw new LockstepError('USAGE', '--only and --reason belong together.', {
    hint: 'Say with --reason why the other engine needs nothing.',
  });
}

/** Names that the profile cannot read have no number: `check` speaks of them. */
async function readNames(config: ModuleConfig, baseFolder: string): Promise<readonly FileName[]> {
  const names: FileName[] = [];
  for (const engine of engines) {
    const folder = config.migrations[engine];
    if (folder === null) continue;
    // A folder that does not exist yet is made with its first file.
    const files = await readdir(resolve(baseFolder, folder)).catch(() => []);
    for (const file of files) {
      const name = readFileName(file, config.naming ?? 'versioned', config.legacyNames);
      if (!('reason' in name)) names.push(name);
    }
  }
  return names;
}

function headerLines(
  config: ModuleConfig,
  category: Category,
  known: readonly FileName[],
): readonly string[] {
  if (config.naming === 'numbered' || category === 'startup') return [];
  if (category === 'release') return ['-- lockstep: category=release'];
  const versions = known.filter(({ series }) => series === 'V');
  if (versions.length === 0) {
    throw new LockstepError(
      'USAGE',
      `There is no version yet that a ${category} migration could stand behind.`,
      {
        hint: 'Run lockstep new NAME for the first version.',
      },
    );
  }
  const newest = versions.reduce((a, b) => (b.number > a.number ? b : a));
  return [`-- lockstep: after=${newest.id}`];
}

function scriptText(
  engine: Engine,
  headers: readonly string[],
  { only, reason }: NewMigrationOptions,
): string {
  if (only !== undefined && only !== engine) {
    const quoted = reason!.trim().replace(/\s+/g, ' ').replace(/["\\]/g, '\\$&');
    return `${[...headers, `-- lockstep: no-op="${quoted}"`].join('\n')}\n`;
  }
  const comment = '-- Say what this does, and what the other engine does differently.';
  return `${[...headers, comment].join('\n')}\n\n`;
}
