import type { Figure } from '../harness/figures.ts';
import type { Result } from '../harness/result.ts';
import { engineName, ms } from './format.ts';
import { growthFigures } from './growth-figures.ts';

const width = 720;
const style = `<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600; font-size: 15px }
.note { fill: #59636e; font-size: 12px }
.bar { fill: #9aa4ae } .ours { fill: #0a69da } .floor { fill: #d1d9e0 }
.line { stroke-width: 2.5; stroke: #9aa4ae } .line.ours { stroke: #0a69da } .line.line { fill: none }
.grid { stroke: #d1d9e0 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .note { fill: #9198a1 } .bar { fill: #656c76 } .ours { fill: #4493f8 } .floor { fill: #3d444d }
.line { stroke: #656c76 } .line.ours { stroke: #4493f8 } .grid { stroke: #3d444d }
}
</style>`;

/** Returns the plots by file name. */
export function drawPlots(result: Partial<Result>): ReadonlyMap<string, string> {
  const plots = new Map<string, string>();
  const { figures = [], latency = [] } = result;
  for (const engine of ['sqlite', 'postgres'] as const) {
    for (const [measure, variant, title] of [
      ['apply', 'whole process', 'Apply 1000 migrations'],
      ['start', 'whole process', 'Start with 1000 applied and nothing pending'],
    ] as const) {
      const group = figures.filter(
        (each) => each.engine === engine && each.measure === measure && each.variant === variant,
      );
      if (group.length > 0)
        plots.set(
          `${measure}-${engine}.svg`,
          bars(
            `${title}, ${engineName(engine)}`,
            'ms of the whole process, median; less is better',
            group.map(({ participant, medianMs }) => ({ participant, value: medianMs })),
          ),
        );
    }
  }
  if (latency.length > 0)
    plots.set(
      'latency-postgres.svg',
      bars(
        'Install 30 migrations through 20 ms of latency, PostgreSQL',
        'ms, median; less is better',
        latency.map(({ participant, medianMs }) => ({ participant, value: medianMs })),
      ),
    );
  for (const engine of ['sqlite', 'postgres'] as const) {
    const group = growthFigures(result).filter(
      (each) => each.engine === engine && each.measure === 'apply' && each.variant === 'in-process',
    );
    if (group.length > 0) plots.set(`growth-${engine}.svg`, growthPlot(engine, group));
  }
  return plots;
}

interface Bar {
  readonly participant: string;
  readonly value: number;
}

function bars(title: string, note: string, values: readonly Bar[]): string {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const most = Math.max(...sorted.map(({ value }) => value));
  const [left, right, row] = [140, 80, 26];
  const lines = sorted.map(({ participant, value }, index) => {
    const y = 58 + index * row;
    const length = Math.max(1, ((width - left - right) * value) / most);
    return [
      `<text x="${left - 8}" y="${y + 14}" text-anchor="end">${participant}</text>`,
      `<rect class="bar ${classOf(participant)}" x="${left}" y="${y}" width="${length.toFixed(1)}" height="19" rx="2"/>`,
      `<text x="${(left + length + 6).toFixed(1)}" y="${y + 14}">${ms(value)}</text>`,
    ].join('\n');
  });
  return svg(58 + sorted.length * row + 8, title, note, lines);
}

function growthPlot(engine: string, figures: readonly Figure[]): string {
  const counts = [...new Set(figures.map(({ count }) => count))].toSorted((a, b) => a - b);
  const perMigration = ({ medianMs, count }: Figure): number => medianMs / count;
  const most = Math.max(...figures.map(perMigration)) * 1.1;
  const [left, top, height] = [60, 60, 180];
  const x = (count: number): number =>
    left + ((width - left - 150) * counts.indexOf(count)) / Math.max(1, counts.length - 1);
  const y = (value: number): number => top + height - (height * value) / most;
  const lines = [
    `<line class="grid" x1="${left}" y1="${top + height}" x2="${width - 150}" y2="${top + height}"/>`,
    ...counts.map(
      (count) => `<text x="${x(count)}" y="${top + height + 20}" text-anchor="middle">${count}</text>`,
    ),
    ...['floor', 'lockstep'].flatMap((participant) => {
      const points = figures
        .filter((each) => each.participant === participant)
        .toSorted((a, b) => a.count - b.count)
        .map((each) => ({ x: x(each.count), y: y(perMigration(each)), value: perMigration(each) }));
      const last = points.at(-1);
      if (last === undefined) return [];
      return [
        `<polyline class="line ${classOf(participant)}" points="${points.map((each) => `${each.x.toFixed(1)},${each.y.toFixed(1)}`).join(' ')}"/>`,
        ...points.map(
          (each) =>
            `<text class="note" x="${each.x.toFixed(1)}" y="${(each.y - 7).toFixed(1)}" text-anchor="middle">${each.value.toFixed(2)}</text>`,
        ),
        `<text x="${last.x + 22}" y="${(last.y + 4).toFixed(1)}">${participant}</text>`,
      ];
    }),
  ];
  return svg(
    top + height + 34,
    `Growth, ${engineName(engine)}`,
    'ms per migration by the number of migrations; flat is good',
    lines,
  );
}

function svg(height: number, title: string, note: string, lines: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: ${note}">
${style}
<text class="title" x="8" y="22">${title}</text>
<text class="note" x="8" y="42">${note}</text>
${lines.join('\n')}
</svg>
`;
}

function classOf(participant: string): string {
  if (participant.startsWith('lockstep')) return 'ours';
  return participant.startsWith('floor') ? 'floor' : '';
}
