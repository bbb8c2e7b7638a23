/** How hard a run tries. */
export interface KillPlan {
  /** At least so many processes are killed while each is alone on its store; 0 leaves that to another run, as no races do. */
  readonly kills: number;
  /** A store is brought to its end undisturbed after so many. */
  readonly killsOfOneStore: number;
  /** Whether they include one at every event boundary, not only at some from beginning to end. */
  readonly isExhaustive: boolean;
  readonly races: number;
  readonly processes: number;
  /** Of the processes of a race. */
  readonly victims: number;
  readonly seed: number;
  /** The store, or the race, to begin at: what a failing run has named. */
  readonly from: number;
}

/** How hard `npm test` tries, and how hard `npm run test:crash` does. */
const plans: Readonly<Record<'quick' | 'crash', Omit<KillPlan, 'from'>>> = {
  quick: { kills: 6, killsOfOneStore: 2, isExhaustive: false, races: 1, processes: 8, victims: 2, seed: 17 },
  crash: {
    kills: 300,
    killsOfOneStore: 6,
    isExhaustive: true,
    races: 20,
    processes: 32,
    victims: 4,
    seed: 17,
  },
};

/** The plan of this kind of run, with what the environment sets. A failing run is repeated with its seed. */
export function killPlan(env: NodeJS.ProcessEnv = process.env): KillPlan {
  const plan = plans[env['LOCKSTEP_TEST_MODE'] === 'crash' ? 'crash' : 'quick'];
  return {
    ...plan,
    kills: Number(env['LOCKSTEP_TEST_KILLS'] ?? plan.kills),
    races: Number(env['LOCKSTEP_TEST_RACES'] ?? plan.races),
    processes: Number(env['LOCKSTEP_TEST_PROCESSES'] ?? plan.processes),
    seed: Number(env['LOCKSTEP_TEST_SEED'] ?? plan.seed),
    from: Number(env['LOCKSTEP_TEST_FROM'] ?? 0),
  };
}
