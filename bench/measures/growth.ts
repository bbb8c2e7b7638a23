import type { Bench } from '../harness/bench.ts';
import { type Figure, figuresOf } from '../harness/figures.ts';
import { measureApply } from './apply.ts';
import { applyEverywhere, measureStart } from './start.ts';

/** (1) and (2) at another number of migrations. Many are applied once only: that takes its time. */
export async function measureGrowth(bench: Bench, count: number): Promise<readonly Figure[]> {
  const isMany = count > 1000;
  const sized: Bench = { ...bench, rounds: Math.min(bench.rounds, 3) };
  const measured = isMany ? [] : await measureApply(sized, count);
  await using applied = await applyEverywhere(sized, count);
  const group = { measure: 'apply', variant: 'in-process', engine: bench.databases.engine, count };
  const once = figuresOf(group, applied.runs, ({ said }) =>
    said === null ? null : { ms: said.ms[0] ?? 0, cpuMs: said.cpuMs[0] ?? 0 },
  );
  return [...(isMany ? once : measured), ...(await measureStart(applied)).figures];
}
