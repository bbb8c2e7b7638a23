import type { KillPlan } from './describe-kills.ts';

/** How hard `npm test` tries, and how hard `npm run test:crash` does. */
const plans: Readonly<Record<'quick' | 'crash', KillPlan>> = {
  quick: { kills: 20, races: 2, processes: 16, seed: 17 },
  crash: { kills: 300, races: 20, processes: 32, seed: 17 },
};

/** The plan of this kind of run, with what the environment sets. A failing run is repeated with its seed. */
export function killPlan(env: NodeJS.ProcessEnv = process.env): KillPlan {
  const plan = plans[env['LOCKSTEP_TEST_MODE'] === 'crash' ? 'crash' : 'quick'];
  return {
    kills: Number(env['LOCKSTEP_TEST_KILLS'] ?? plan.kills),
    races: Number(env['LOCKSTEP_TEST_RACES'] ?? plan.races),
    processes: Number(env['LOCKSTEP_TEST_PROCESSES'] ?? plan.processes),
    seed: Number(env['LOCKSTEP_TEST_SEED'] ?? plan.seed),
  };
}
