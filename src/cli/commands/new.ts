import { type Engine, engines } from '../../core/engine.ts';
import { LockstepError } from '../../core/errors.ts';
import { didYouMean } from '../../core/did-you-mean.ts';
import type { Category } from '../../core/migration.ts';
import type { CommandSpec } from '../command.ts';
import { parseCategory } from '../parse-categories.ts';
import { renderWritten } from '../render/written.ts';

interface NewFlags {
  readonly category?: Category;
  readonly only?: Engine;
  readonly reason?: string;
}

/** Writes the next migration. */
export const newCommand: CommandSpec<NewFlags> = {
  name: 'new',
  summary: 'Write the scripts of the next migration',
  description:
    'Both, or one and a declared no-op, with the next free number of the category. Where there are several modules, --module names one.',
  words: [{ name: 'name', description: 'what it does, e.g. add_user_email' }],
  options: [
    {
      flags: '--category <category>',
      description: 'startup (default), release, seed or data',
      parse: parseCategory,
    },
    {
      flags: '--only <engine>',
      description: 'postgres or sqlite: the other engine needs nothing',
      parse: parseEngine,
    },
    { flags: '--reason <text>', description: 'why the other engine needs nothing: goes with --only' },
  ],
  examples: [
    { command: 'lockstep new add_user_email', does: 'the next version on both engines' },
    { command: 'lockstep new backfill_totals --category data', does: 'a data step' },
    {
      command: 'lockstep new validate_check --only postgres --reason "SQLite checks at once"',
      does: 'one script, one declared no-op',
    },
  ],
  run: async (options, { cwd }, name) => {
    const { openConfig } = await import('../open-config.ts');
    const { config, folder, select } = await openConfig(options, cwd);
    const [module, ...others] = select();
    if (module === undefined || others.length > 0) {
      throw new LockstepError('USAGE', 'new writes into one module, and the configuration has several', {
        hint: `Name one: --module ${config.modules.map((each) => each.name).join(' or --module ')}.`,
        details: { modules: config.modules.map((each) => each.name) },
      });
    }
    const { newMigration } = await import('../../files/scaffold/new-migration.ts');
    const { category, only, reason } = options;
    const { id, files } = await newMigration({
      config: module,
      baseFolder: folder,
      name,
      category,
      only,
      reason,
    });
    return {
      document: { id, module: module.name, files },
      text: (view) =>
        renderWritten(
          files,
          ['write the statements, then: lockstep check', 'lockstep plan shows what would run'],
          view,
        ),
    };
  },
};

function parseEngine(word: string): Engine {
  const engine = engines.find((known) => known === word);
  if (engine !== undefined) return engine;
  throw new LockstepError('USAGE', `--only does not know "${word}".${didYouMean(word, engines)}`, {
    hint: `The engines are ${engines.join(' and ')}.`,
    details: { flag: '--only', value: word },
  });
}
