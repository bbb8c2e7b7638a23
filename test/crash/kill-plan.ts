import type { KillPlan } from './describe-kills.ts';

/**
 * How hard to try: few kills in the quick run, as many as the environment asks for. A
 * failing run is repeated with its seed.
 */
export function killPlan(env: NodeJS.ProcessEnv = process.env): KillPlan {
  return {
    kills: Number(env['LOCKSTEP_TEST_KILLS'] ?? 20),
    races: Number(env['LOCKSTEP_TEST_RACES'] ?? 2),
    processes: Number(env['LOCKSTEP_TEST_PROCESSES'] ?? 16),
    seed: Number(env['LOCKSTEP_TEST_SEED'] ?? 17),
  };
}
