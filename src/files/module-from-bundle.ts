import type { Engine } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import type { LoadedModule, Script } from '../core/migration.ts';
import type { ModuleConfig } from '../modules/config.ts';
import { checksum } from '../sql/checksum.ts';
import { createdTables } from '../sql/created-tables.ts';
import type { BundledModule, BundledScript, MigrationBundle } from './bundle-format.ts';

/**
 * Returns a module out of a bundle, equal to the one read from files; `config` names it and may move it to another
 * schema or history table. Throws CONFIG_INVALID where the bundle has no such module, and CHECKSUM_MISMATCH where a
 * text is not the one that was bundled.
 */
export function moduleFromBundle(
  bundle: MigrationBundle,
  config: Pick<ModuleConfig, 'name' | 'schema' | 'history'>,
): LoadedModule {
  const bundled = bundle.modules.find(({ name }) => name === config.name);
  if (bundle.format !== 1 || bundled === undefined) {
    const names = bundle.modules.map(({ name }) => name).join(', ');
    throw new LockstepError(
      'CONFIG_INVALID',
      `The bundle has no module "${config.name}", but ${names || 'none'}.`,
      {
        hint: 'Write the bundle again with lockstep bundle.',
      },
    );
  }
  const { migrations, ...module } = bundled;
  const { postgres, sqlite } = module.history;
  const schema = config.schema ?? postgres?.schema ?? null;
  const history = {
    postgres: postgres === null ? null : { schema, table: config.history ?? postgres.table },
    sqlite: sqlite === null ? null : { schema: null, table: config.history ?? sqlite.table },
  };
  const chain = migrations.map((migration) => ({
    ...migration,
    scripts: {
      postgres: loadScript('postgres', migration.scripts.postgres, bundled, schema),
      sqlite: loadScript('sqlite', migration.scripts.sqlite, bundled, null),
    },
  }));
  return { ...module, chain, history };
}

function loadScript(
  engine: Engine,
  bundled: BundledScript | null,
  module: BundledModule,
  schema: string | null,
): Script | null {
  if (bundled === null) return null;
  const found = checksum(bundled.text);
  if (found !== bundled.checksum) {
    throw new LockstepError('CHECKSUM_MISMATCH', `${bundled.file} was changed inside the bundle.`, {
      hint: 'Write the bundle again with lockstep bundle, and let no formatter change it.',
      details: { module: module.name, file: bundled.file, recorded: bundled.checksum, found },
    });
  }
  const isMoved = schema !== (module.history[engine]?.schema ?? null);
  const tables = isMoved ? createdTables(engine, bundled.text, schema) : bundled.createdTables;
  return { ...bundled, engine, createdTables: tables };
}
