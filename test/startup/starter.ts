import { readSync } from 'node:fs';
import { loadModule, LockstepError, migrateOnStartup, type StartupMode } from '../../src/index.ts';
import type { WrittenModule } from './startup-fixture.ts';

/** What a starter process is told to do, as JSON in its first argument. */
export interface StarterTask {
  readonly url: string;
  readonly module: WrittenModule;
  readonly mode: StartupMode;
  readonly lockTimeoutMs: number;
  /** Says `ready` when all is loaded, and begins when its input does. */
  readonly isGated: boolean;
}

/** The last line that a starter prints. */
export interface StarterEnd {
  readonly outcome: string | null;
  readonly code: string | null;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly applied: readonly string[];
  /** Handlers of SIGTERM that are left behind. */
  readonly handlers: number;
}

// Anything after the first argument's JSON is the program of the test.
const task = JSON.parse(process.argv[2] ?? '') as StarterTask;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const module = await loadModule(task.module.config, task.module.folder);
if (task.isGated) {
  say('ready');
  readSync(0, new Uint8Array(1));
}
const applied: string[] = [];
const end = (rest: Omit<StarterEnd, 'applied' | 'handlers'>): void =>
  say(JSON.stringify({ ...rest, applied, handlers: process.listenerCount('SIGTERM') }));
try {
  const { outcome } = await migrateOnStartup({
    database: task.url,
    modules: [module],
    mode: task.mode,
    lockTimeoutMs: task.lockTimeoutMs,
    actor: `starter ${process.pid}`,
    log: { info: say, warn: say },
    onEvent: (event) => {
      if (event.type === 'migration-started') say(`begins ${event.migration}`);
      if (event.type === 'migration-applied') applied.push(event.migration);
    },
  });
  end({ outcome, code: null, message: '', details: {} });
} catch (error) {
  if (!(error instanceof LockstepError)) throw error;
  const { code, message, details } = error;
  end({ outcome: null, code, message, details });
  process.exitCode = error.exitCode;
}
