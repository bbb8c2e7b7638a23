import type { CommandSpec } from '../command.ts';
import { listCommand } from './list.ts';
import { migrateCommand } from './migrate.ts';
import { planCommand } from './plan.ts';
import { statusCommand } from './status.ts';
import { verifyCommand } from './verify.ts';

/**
 * Every command, in the order in which help and docs/cli.md list them. Those that look at databases share nearly all
 * they need; the others are loaded when they run.
 */
export const commands: Readonly<Record<string, () => Promise<CommandSpec>>> = {
  init: async () => (await import('./init.ts')).initCommand,
  new: async () => (await import('./new.ts')).newCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  status: async () => statusCommand,
  list: async () => listCommand,
  verify: async () => verifyCommand,
  plan: async () => planCommand,
  migrate: async () => migrateCommand,
  baseline: async () => (await import('./baseline.ts')).baselineCommand,
  repair: async () => (await import('./repair.ts')).repairCommand,
  bundle: async () => (await import('./bundle.ts')).bundleCommand,
  parity: async () => (await import('./parity.ts')).parityCommand,
  rehearse: async () => (await import('./rehearse.ts')).rehearseCommand,
  drift: async () => (await import('./drift.ts')).driftCommand,
  embedded: async () => (await import('./embedded.ts')).embeddedCommand,
};
