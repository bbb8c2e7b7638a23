import { writeFileSync } from 'node:fs';

/** What a process used, from its first instruction to its last. */
export interface ProcessUsage {
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** Preloaded with `--import`: the process says at its end what it has used, because nobody else can ask for its peak. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage: ProcessUsage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 };
  writeFileSync(process.env['LOCKSTEP_TEST_USAGE'] ?? '', JSON.stringify(usage));
});
