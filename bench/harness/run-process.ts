import { spawn } from 'node:child_process';

/** How one process went, from its start to its end as the shell saw it. */
export interface ProcessRun {
  readonly ms: number;
  /** User and system time of the process and its children. */
  readonly cpuMs: number;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Not Node's own clock around spawn(): that would add what the harness does meanwhile. */
const timed = 'TIMEFORMAT="%R %U %S"; { time "$@" 2>&4; } 4>&2 2>&3';

/** Runs a command and returns how it went; an exit code other than 0 is a result like any other. */
export function runProcess(
  command: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<ProcessRun> {
  const child = spawn('bash', ['-c', timed, 'bash', ...command], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const texts = ['', '', ''];
  for (const [index, stream] of [child.stdout, child.stderr, child.stdio[3]].entries())
    stream?.on('data', (chunk: Buffer) => (texts[index] += chunk.toString()));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      const [stdout = '', stderr = '', times = ''] = texts;
      const [real = 0, user = 0, system = 0] = times
        .trim()
        .split(' ')
        .map((each) => Number(each) * 1000);
      done({ ms: real, cpuMs: user + system, code, stdout, stderr });
    });
  });
}
