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

/** Longer than ten thousand migrations take; a tool that waits for ever must not keep the others from being measured. */
const longest = 300_000;

/** Runs a command and returns how it went; an exit code other than 0 is a result like any other. */
export function runProcess(
  command: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<ProcessRun> {
  // A process group of its own, for ending the shell and what it started at once.
  const child = spawn('bash', ['-c', timed, 'bash', ...command], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const texts = ['', '', ''];
  for (const [index, stream] of [child.stdout, child.stderr, child.stdio[3]].entries())
    stream?.on('data', (chunk: Buffer) => (texts[index] += chunk.toString()));
  const limit = setTimeout(() => {
    texts[1] += `\nError: it had not ended after ${longest / 1000} s\n`;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, longest);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      clearTimeout(limit);
      const [stdout = '', stderr = '', times = ''] = texts;
      const [real = 0, user = 0, system = 0] = times
        .trim()
        .split(' ')
        .map((each) => Number(each) * 1000);
      done({ ms: real, cpuMs: user + system, code, stdout, stderr });
    });
  });
}
