import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from './harness/result.ts';
import type { ParityResult } from './parity/figure.ts';
import { drawPlots } from './report/plots.ts';
import { renderReport } from './report/render-report.ts';

// Writes docs/benchmarks.md and its plots from the files of bench/results/.
const docs = join(import.meta.dirname, '..', 'docs');
const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'results', name), 'utf8'));
const result = read('latest.json') as Partial<Result>;
const parity = read('parity.json') as ParityResult;
const plots = join(docs, 'benchmarks');
rmSync(plots, { recursive: true, force: true });
mkdirSync(plots);
for (const [name, svg] of drawPlots(result)) writeFileSync(join(plots, name), svg);
writeFileSync(join(docs, 'benchmarks.md'), renderReport(result, parity));
