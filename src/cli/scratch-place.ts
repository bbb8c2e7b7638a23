import type { Address } from '../core/address.ts';
import { LockstepError } from '../core/errors.ts';
import { parseAddress } from '../modules/parse-address.ts';
import { resolveDatabases } from '../modules/resolve-databases.ts';
import type { ScratchPlace } from '../replay/open-scratch-servers.ts';
import type { CommandContext } from './command.ts';
import type { OpenedConfig } from './open-config.ts';

/**
 * Returns where `--scratch` wants PostgreSQL's scratch databases: a URL or the name of a database of the configuration,
 * beside which they are made; without it the embedded server in the configuration's folder. Throws USAGE for an address of
 * another engine.
 */
export function scratchPlace(
  opened: Pick<OpenedConfig, 'config' | 'folder'>,
  url: string | undefined,
  context: Pick<CommandContext, 'cwd' | 'env'>,
): ScratchPlace {
  if (url === undefined) return embeddedPlace(opened);
  const address = addressOf(opened, url, context);
  if (address?.driver === 'pg') return { address };
  throw new LockstepError('USAGE', '--scratch names no PostgreSQL server', {
    hint: 'Give a postgres:// URL of a server on which databases may be created; SQLite is tried out in memory.',
    details: { flag: '--scratch' },
  });
}

function addressOf(
  { config, folder }: Pick<OpenedConfig, 'config' | 'folder'>,
  url: string,
  { cwd, env }: Pick<CommandContext, 'cwd' | 'env'>,
): Address | undefined {
  const isUrl = url.includes(':') && !url.startsWith('env:');
  if (isUrl) return parseAddress(url, { folder: cwd, source: '--scratch' });
  return resolveDatabases({ config, folder, cwd, requested: [url], flag: '--scratch', env })[0];
}

/** Of the major that the configuration uses, where it has an embedded server. */
function embeddedPlace({ config, folder }: Pick<OpenedConfig, 'config' | 'folder'>): ScratchPlace {
  const embedded = Object.values(config.databases ?? {}).find((known) => known.startsWith('embedded:'));
  const location = embedded === undefined ? null : parseAddress(embedded, { folder }).location;
  return location?.kind === 'embedded' ? { folder, major: location.major } : { folder };
}
