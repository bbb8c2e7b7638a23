import { join, resolve } from 'node:path';

/** Where everything of one embedded server lies. */
export interface Home {
  /** The folder that the server belongs to. */
  readonly owner: string;
  readonly folder: string;
  readonly major: number;
  /** Holds `data` and `password`; comes into being in one rename, complete. A link where root had to put it elsewhere. */
  readonly cluster: string;
  readonly data: string;
  readonly password: string;
  /** What the server printed since its last start. */
  readonly log: string;
  /** How to reach the supervisor. Gone when it has ended in order, stale when it was killed. */
  readonly control: string;
  /** Locked by the supervisor for as long as it lives. */
  readonly lock: string;
}

/** Returns the paths of the embedded server of a folder; touches nothing. */
export function homeOf(folder: string, major: number): Home {
  const owner = resolve(folder);
  const home = join(owner, '.lockstep', `embedded-postgres-${major}`);
  const cluster = join(home, 'cluster');
  return {
    owner,
    folder: home,
    major,
    cluster,
    data: join(cluster, 'data'),
    password: join(cluster, 'password'),
    log: join(home, 'postgres.log'),
    control: join(home, 'server.json'),
    lock: join(home, 'lock'),
  };
}
