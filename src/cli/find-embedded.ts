import { readdir } from 'node:fs/promises';
import { LockstepError } from '../core/errors.ts';
import { configFiles, loadConfig } from '../modules/load-config.ts';
import { parseAddress } from '../modules/parse-address.ts';
import type { CommandContext, GlobalOptions } from './command.ts';

/** Where an embedded server keeps its data, and which PostgreSQL it is. */
export interface EmbeddedPlace {
  readonly folder: string;
  readonly major: number;
}

/**
 * Returns the embedded servers that a command line means, each once and at least one: those of `--database`, else
 * those of the configuration, else the default one. To be started are of the configuration's those among `default`,
 * where there is one. Throws USAGE for a database that is none.
 */
export async function findEmbedded(
  options: GlobalOptions,
  { cwd }: Pick<CommandContext, 'cwd'>,
  action: string,
): Promise<readonly EmbeddedPlace[]> {
  const { folder, databases, defaults } = await readDatabases(options, cwd);
  const places =
    options.database?.map((name) =>
      Object.hasOwn(databases, name) ? placeOf(databases[name] ?? '', folder) : placeOf(name, cwd),
    ) ?? configured(databases, action === 'start' ? defaults : []).map((url) => placeOf(url, folder));
  if (places.length === 0) return [placeOf('embedded:postgres', folder)];
  return [...new Map(places.map((place) => [`${place.folder}@${place.major}`, place])).values()];
}

/** What was started by name must still be found by stop and status: only a start is narrowed. */
function configured(
  databases: Readonly<Record<string, string>>,
  defaults: readonly string[],
): readonly string[] {
  const narrow = defaults.map((name) => databases[name] ?? '').filter(isEmbedded);
  return narrow.length > 0 ? narrow : Object.values(databases).filter(isEmbedded);
}

/** The server also serves where no configuration is written yet. */
async function readDatabases(
  { config: file }: GlobalOptions,
  cwd: string,
): Promise<{
  readonly folder: string;
  readonly databases: Readonly<Record<string, string>>;
  readonly defaults: readonly string[];
}> {
  const names = file === undefined ? await readdir(cwd) : [];
  if (file === undefined && !configFiles.some((name) => names.includes(name)))
    return { folder: cwd, databases: {}, defaults: [] };
  const { config, folder } = await loadConfig({ cwd, ...(file === undefined ? {} : { file }) });
  return { folder, databases: config.databases ?? {}, defaults: config.default ?? [] };
}

function isEmbedded(url: string): boolean {
  return url.startsWith('embedded:');
}

function placeOf(url: string, folder: string): EmbeddedPlace {
  if (!isEmbedded(url)) {
    throw new LockstepError('USAGE', 'embedded works on embedded:postgres only', {
      hint: 'Leave out --database, or name an embedded one: --database embedded:postgres@18.',
    });
  }
  const { location } = parseAddress(url, { folder });
  return { folder, major: location.kind === 'embedded' ? location.major : 0 };
}
