import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** The program, as an operator starts it. */
const gatewayMain = join(import.meta.dirname, '../../../src/gateway/main.ts');

/** How a command ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A gateway in a process of its own. It ends with the test. */
export interface GatewayProcess {
  readonly end: Promise<Ended>;
  /** What it has logged so far. */
  readonly log: () => string;
  /** Returns where it listens as soon as it does. Throws with its log where it ends before. */
  readonly listening: () => Promise<string>;
  /** Returns when its log matches. Throws with its log where it ends before. */
  readonly logged: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly signal: (name: NodeJS.Signals) => void;
  /** SIGTERM, and how it ended. */
  readonly stop: () => Promise<Ended>;
}

type Environment = Readonly<Record<string, string>>;

const patienceMs = 40_000;

/** Starts the gateway with these words in an environment that has no other variable of its own. */
export function startGateway(words: readonly string[], env: Environment, cwd?: string): GatewayProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(GATEWAY|LOCKSTEP|VITEST)_/.test(name));
  const child = spawn(process.execPath, [gatewayMain, ...words], {
    env: { ...Object.fromEntries(inherited), ...env },
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  let ended = false;
  const end = new Promise<Ended>((done) => {
    child.on('close', (exitCode) => {
      ended = true;
      done({ exitCode, stdout, stderr });
    });
  });
  const logged = async (pattern: RegExp): Promise<RegExpExecArray> => {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const found = pattern.exec(stderr);
      if (found !== null) return found;
      if (ended || performance.now() > deadline) throw new Error(`${pattern} was not logged:\n${stderr}`);
      await sleep(10);
    }
  };
  return {
    end,
    log: () => stderr,
    logged,
    listening: async () => (await logged(/msg=listening url=(\S+)/))[1] ?? '',
    signal: (name) => void child.kill(name),
    stop: () => {
      child.kill('SIGTERM');
      return end;
    },
  };
}

/** Returns the first answer of `/readyz` that has this status, asked as a probe would. */
export async function readyz(url: string, status: number): Promise<Record<string, unknown>> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const response = await fetch(`${url}/readyz`);
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.status === status) return answer;
    if (performance.now() > deadline)
      throw new Error(`/readyz: ${response.status} ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}
