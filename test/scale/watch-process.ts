import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessUsage } from './report-usage.ts';

/** A watch over the processes of a server. */
export interface ProcessWatch {
  /** Ends the watch. The peak is that of the one process that held most of its own memory: shared buffers do not count. */
  readonly end: () => Promise<ProcessUsage>;
}

const intervalMs = 20;
/** The unit of utime and stime in /proc/PID/stat: USER_HZ, which Linux shows as 100 everywhere. */
const tickMs = 10;

/** Looks at the processes that `pids` names, again and again, until the watch ends. Linux only. */
export function watchProcesses(pids: () => Promise<readonly number[]>): ProcessWatch {
  const seen = new Map<number, { readonly startedMs: number; cpuMs: number; peakMb: number }>();
  const stop = new AbortController();
  const look = async (): Promise<void> => {
    for (const pid of await pids()) {
      const now = readUsage(pid);
      if (now === null) continue;
      const before = seen.get(pid);
      if (before === undefined) seen.set(pid, { startedMs: now.cpuMs, ...now });
      else {
        before.cpuMs = now.cpuMs;
        before.peakMb = Math.max(before.peakMb, now.peakMb);
      }
    }
  };
  const watching = (async () => {
    while (!stop.signal.aborted) {
      await look();
      await sleep(intervalMs);
    }
  })();
  return {
    async end() {
      await look();
      stop.abort();
      await watching;
      const all = [...seen.values()];
      return {
        cpuMs: all.reduce((sum, { cpuMs, startedMs }) => sum + cpuMs - startedMs, 0),
        peakMb: Math.max(0, ...all.map(({ peakMb }) => peakMb)),
      };
    },
  };
}

/** Returns the process id of the program that was started with this argument; throws where there is none. */
export function findProcess(argument: string): number {
  const pid = readdirSync('/proc')
    .map(Number)
    .find((each) => each > 0 && read(each, 'cmdline').split('\0').includes(argument));
  if (pid === undefined) throw new Error(`no process has the argument ${argument}`);
  return pid;
}

/** Null where the process has ended. */
function readUsage(pid: number): ProcessUsage | null {
  const anonymousKb = /^RssAnon:\s+(\d+)/m.exec(read(pid, 'status'))?.[1];
  // Behind the name of the program, which may hold anything: state is the first field, utime the twelfth.
  const fields = read(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  if (anonymousKb === undefined || fields.length < 13) return null;
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
    peakMb: Number(anonymousKb) / 1024,
  };
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
