import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import config from '../lockstep.config.ts';
import { runProgram } from '../src/cli/program.ts';

/** The repository. */
export const root: string = join(import.meta.dirname, '..');

/** A place of its own for the reference store's databases. */
export interface Place {
  readonly folder: string;
  /** Runs one command line on the place's databases, and returns its exit code. */
  lockstep(command: string): Promise<number>;
}

/** Returns a folder below `.lockstep/` with a configuration: the modules of the repository, and these databases. */
export function preparePlace(name: string, databases: Readonly<Record<string, string>>): Place {
  const folder = join(root, '.lockstep', name);
  mkdirSync(folder, { recursive: true });
  const modules = config.modules.map((module) => ({
    ...module,
    migrations: {
      postgres: module.migrations.postgres && join(root, module.migrations.postgres),
      sqlite: module.migrations.sqlite && join(root, module.migrations.sqlite),
    },
    ...(module.parity === undefined ? {} : { parity: join(root, module.parity) }),
  }));
  const file = join(folder, 'lockstep.config.json');
  writeFileSync(file, JSON.stringify({ modules, databases, default: Object.keys(databases) }, null, 2));
  return {
    folder,
    lockstep: (command) => {
      console.log(`\n$ lockstep ${command}`);
      return runProgram([...command.split(' '), '--config', file], {
        cwd: root,
        env: process.env,
        stdin: {},
        stdout: process.stdout,
        stderr: process.stderr,
        signal: new AbortController().signal,
      });
    },
  };
}
