import type { CommandSpec } from '../command.ts';

/** Every command, in the order in which help and docs/cli.md list them. Loaded one by one: only what runs is read. */
export const commands: Readonly<Record<string, () => Promise<CommandSpec>>> = {
  init: async () => (await import('./init.ts')).initCommand,
  new: async () => (await import('./new.ts')).newCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  status: async () => (await import('./status.ts')).statusCommand,
  list: async () => (await import('./list.ts')).listCommand,
  verify: async () => (await import('./verify.ts')).verifyCommand,
  plan: async () => (await import('./plan.ts')).planCommand,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  repair: async () => (await import('./repair.ts')).repairCommand,
  bundle: async () => (await import('./bundle.ts')).bundleCommand,
  embedded: async () => (await import('./embedded.ts')).embeddedCommand,
};
