import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Result } from '../../bench/harness/result.ts';
import type { ParityResult } from '../../bench/parity/figure.ts';
import { drawPlots } from '../../bench/report/plots.ts';
import { renderReport } from '../../bench/report/render-report.ts';
import { judgeTargets } from '../../bench/report/verdicts.ts';

const root = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(root, 'bench/results/latest.json'), 'utf8');
const result = JSON.parse(text) as Result;
const parityText = readFileSync(join(root, 'bench/results/parity.json'), 'utf8');
const parity = JSON.parse(parityText) as ParityResult;

test('docs/benchmarks.md and its plots are what node bench/report.ts writes of the result files', () => {
  expect(readFileSync(join(root, 'docs/benchmarks.md'), 'utf8')).toBe(renderReport(result, parity));
  const folder = join(root, 'docs/benchmarks');
  const plots = drawPlots(result);
  expect(readdirSync(folder).toSorted()).toEqual([...plots.keys()].toSorted());
  for (const [name, svg] of plots) expect(readFileSync(join(folder, name), 'utf8')).toBe(svg);
});

test('every measure is in the result file, with every target judged', () => {
  for (const section of [
    'queries',
    'race',
    'latency',
    'imports',
    'kills',
    'rebuilds',
    'probes',
    'growth',
  ] as const)
    expect(result[section].length, section).toBeGreaterThan(0);
  const verdicts = judgeTargets(result);
  for (const measure of ['(1)', '(2)', '(3)', '(4)', '(6)', '(7)', '`lockstep status`'])
    expect(
      verdicts.some(({ what }) => what.startsWith(measure)),
      measure,
    ).toBe(true);
});

test('a missed target is said to be missed', () => {
  const [first] = result.figures.filter(
    (each) => each.measure === 'apply' && each.participant === 'lockstep',
  );
  if (first === undefined) throw new Error('no figure');
  const slow = { ...result, figures: [{ ...first, variant: 'in-process', ratio: 9.87 }] };
  expect(renderReport(slow, parity)).toMatch(/\| +at most [\d.]+× +\| +9\.87× +\| \*\*missed\*\*/);
  const [figure] = parity.figures.filter(({ target }) => target !== null);
  if (figure === undefined) throw new Error('no figure of parity with a target');
  const slower = { ...parity, figures: [{ ...figure, value: 98_765, cpu: 98_765 }] };
  expect(renderReport(result, slower)).toMatch(/98765 .*\*\*missed\*\*/);
});

test('the result files name no path and no machine', () => {
  expect(parityText).not.toMatch(/(?:\/[\w.-]+){3,}/);
  expect(text).not.toMatch(/(?:\/[\w.-]+){3,}/);
  expect(existsSync(join(root, 'bench/package-lock.json'))).toBe(true);
});
