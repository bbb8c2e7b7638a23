import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from './harness/result.ts';
import { drawPlots } from './report/plots.ts';
import { renderReport } from './report/render-report.ts';

// Writes docs/benchmarks.md and its plots from bench/results/latest.json.
const docs = join(import.meta.dirname, '..', 'docs');
const result = JSON.parse(
  readFileSync(join(import.meta.dirname, 'results/latest.json'), 'utf8'),
) as Partial<Result>;
const plots = join(docs, 'benchmarks');
rmSync(plots, { recursive: true, force: true });
mkdirSync(plots);
for (const [name, svg] of drawPlots(result)) writeFileSync(join(plots, name), svg);
writeFileSync(join(docs, 'benchmarks.md'), renderReport(result));
