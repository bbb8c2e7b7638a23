import type { Figure } from '../harness/figures.ts';
import type { Result } from '../harness/result.ts';
import type { ParityResult } from '../parity/figure.ts';
import { engineName, markdownTable, ms } from './format.ts';
import { growthFigures } from './growth-figures.ts';
import { drawPlots } from './plots.ts';
import { renderParity } from './render-parity.ts';
import { howMeasured, intro, unsaid } from './texts.ts';
import { judgeTargets } from './verdicts.ts';

/** Returns docs/benchmarks.md of both results. */
export function renderReport(result: Partial<Result>, parity: ParityResult): string {
  const plots = drawPlots(result);
  const plot = (name: string, alt: string): string =>
    plots.has(name) ? `![${alt}](benchmarks/${name})\n` : '';
  const parts = [
    intro,
    renderMachine(result),
    '## Targets\nWhat Lockstep sets itself, and what this run shows. A ratio is to the floor unless it says otherwise. Where the time goes that the\nfloor does not take: [decisions/beside-the-floor.md](decisions/beside-the-floor.md).\n',
    renderVerdicts(result),
    '## (1) Apply 1000 migrations\n',
    ...renderEngines((engine) => [
      plot(`apply-${engine}.svg`, `Apply 1000 migrations, ${engineName(engine)}`),
      renderFigures(result.figures, 'apply', engine),
    ]),
    howMeasured.apply,
    '## (2) Start with 1000 applied and nothing pending\n',
    ...renderEngines((engine) => [
      plot(`start-${engine}.svg`, `Start with nothing pending, ${engineName(engine)}`),
      renderFigures(result.figures, 'start', engine),
    ]),
    howMeasured.start,
    '### What such a start asks of the database\n',
    renderQueries(result),
    howMeasured.queries,
    '### `lockstep status`\n',
    ...renderEngines((engine) => [renderFigures(result.figures, 'status', engine)]),
    howMeasured.status,
    '## (3) Sixteen processes on an empty database\n',
    renderRace(result),
    howMeasured.race,
    '## (4) Thirty migrations through 20 ms of latency\n',
    plot('latency-postgres.svg', 'Install through 20 ms of latency'),
    renderLatency(result),
    howMeasured.latency,
    '## (5) Import\n',
    renderImports(result),
    howMeasured.imports,
    '## (6) Kill -9\n',
    renderKills(result),
    howMeasured.kills,
    '## (7) A rebuild with children on SQLite\n',
    renderRebuilds(result),
    howMeasured.rebuilds,
    '## What each does when it is put to it\n',
    ...renderEngines((engine) => [renderProbes(result, engine)]),
    howMeasured.probes,
    '## Growth\n',
    ...renderEngines((engine) => [
      plot(`growth-${engine}.svg`, `Time per migration by their number, ${engineName(engine)}`),
      renderGrowth(result, engine),
    ]),
    howMeasured.growth,
    ...renderFailures(result),
    renderParity(parity),
    unsaid,
  ];
  return `${parts.filter((part) => part !== '').join('\n')}`;
}

function renderMachine({ date, machine, versions = {}, seconds, seed }: Partial<Result>): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `Run on ${date}: ${machine?.cpu}, ${machine?.cores} cores, ${machine?.memoryGb} GB, ${machine?.system}; ${seconds} s in all, seed ${seed}.`,
    `Versions: ${list.join(', ')}.\n`,
  ].join('\n');
}

function renderVerdicts(result: Partial<Result>): string {
  const rows = judgeTargets(result).map(({ what, target, figure, isMet }) => [
    what,
    target,
    figure,
    isMet ? 'met' : '**missed**',
  ]);
  return `${markdownTable(['measure', 'target', 'figure', ''], rows)}\n`;
}

function renderEngines(render: (engine: 'sqlite' | 'postgres') => readonly string[]): readonly string[] {
  return (['sqlite', 'postgres'] as const).flatMap((engine) => {
    const parts = render(engine).filter((part) => part !== '');
    return parts.length === 0 ? [] : [`**${engineName(engine)}**\n`, ...parts];
  });
}

function renderFigures(figures: readonly Figure[] = [], measure: string, engine: string): string {
  const chosen = figures.filter((each) => each.measure === measure && each.engine === engine);
  if (chosen.length === 0) return '';
  const several = new Set(chosen.map(({ count }) => count)).size > 1;
  const rows = chosen.map((each) => [
    several ? `${each.count} migrations` : each.variant,
    each.participant,
    ms(each.medianMs),
    `${each.ratio.toFixed(2)}×`,
    ms(each.cpuMs),
    `${each.cpuRatio.toFixed(2)}×`,
    ...(engine === 'postgres' && measure === 'apply' ? [ms(each.serverCpuMs)] : []),
    `${ms(each.minMs)} - ${ms(each.maxMs)}`,
  ]);
  const server = engine === 'postgres' && measure === 'apply' ? ['server CPU ms'] : [];
  return `${markdownTable(['', 'tool', 'median ms', 'ratio', 'CPU ms', 'CPU ratio', ...server, 'min - max ms'], rows)}\n`;
}

function renderQueries({ queries = [] }: Partial<Result>): string {
  const rows = queries.map((each) => [
    engineName(each.engine),
    each.participant,
    `${each.queries}`,
    `${each.settings}`,
    `${each.ddl}`,
    `${each.locks}`,
  ]);
  return `${markdownTable(['engine', 'tool', 'queries', 'settings', 'of them DDL', 'of them locks'], rows)}\n`;
}

function renderRace({ race = [] }: Partial<Result>): string {
  const rows = race.map((each) => [
    engineName(each.engine),
    each.participant,
    ms(each.medianMs),
    `${each.failed} of ${each.processes * each.rounds}`,
    `${each.twice}`,
    `${each.missing}`,
    cell(each.error),
  ]);
  const head = [
    'engine',
    'tool',
    'median ms',
    'failed processes',
    'applied twice',
    'not whole',
    'first error',
  ];
  return `${markdownTable(head, rows)}\n`;
}

function renderLatency({ latency = [] }: Partial<Result>): string {
  const rows = latency.map((each) => [
    each.participant,
    ms(each.medianMs),
    `${each.roundTrips}`,
    each.perMigration.toFixed(2),
    each.perFurtherMigration.toFixed(2),
    `${each.connecting}`,
  ]);
  const head = ['tool', 'median ms', 'round trips', 'by migrations', 'per further one', 'to connect'];
  return `${markdownTable(head, rows)}\n`;
}

function renderImports({ imports = [] }: Partial<Result>): string {
  const rows = imports
    .filter(({ participant }) => participant !== 'floor, one folder')
    .map((each) => [engineName(each.engine), each.participant, ms(each.medianMs), each.megabytes.toFixed(1)]);
  return `${markdownTable(['engine', 'tool', 'median ms', 'MB'], rows)}\n`;
}

function renderKills({ kills = [] }: Partial<Result>): string {
  const rows = kills.map((each) => [
    engineName(each.engine),
    each.participant,
    `${each.kills}`,
    `${each.midway}`,
    `${each.stuck}`,
    `${each.wrong}`,
    cell(each.error),
  ]);
  const head = ['engine', 'tool', 'kills', 'in the middle', 'cannot go on', 'goes on, wrong', 'first error'];
  return `${markdownTable(head, rows)}\n`;
}

function renderRebuilds({ rebuilds = [] }: Partial<Result>): string {
  const rows = rebuilds.map((each) => [
    each.participant,
    `${each.left} of ${each.children}`,
    cell(each.error),
  ]);
  return `${markdownTable(['tool', 'children left', 'error'], rows)}\n`;
}

function renderProbes({ probes = [] }: Partial<Result>, engine: string): string {
  const chosen = probes.filter((each) => each.engine === engine);
  if (chosen.length === 0) return '';
  const questions = [...new Set(chosen.map(({ question }) => question))];
  const tools = [...new Set(chosen.map(({ participant }) => participant))];
  const rows = tools.map((tool) => [
    tool,
    ...questions.map(
      (question) =>
        chosen.find((each) => each.participant === tool && each.question === question)?.answer ?? 'failed',
    ),
  ]);
  return `${markdownTable(['tool', ...questions], rows)}\n`;
}

function renderGrowth(result: Partial<Result>, engine: string): string {
  const chosen = growthFigures(result)
    .filter((each) => each.engine === engine)
    .toSorted((a, b) => (a.measure === b.measure ? a.count - b.count : a.measure < b.measure ? -1 : 1));
  if (chosen.length === 0) return '';
  const rows = chosen
    .filter(({ variant }) => variant === 'in-process')
    .map((each) => [
      each.measure === 'apply' ? 'apply' : 'start',
      `${each.count}`,
      each.participant,
      ms(each.medianMs),
      ms((each.medianMs * 1000) / each.count),
      ms((each.cpuMs * 1000) / each.count),
      `${each.ratio.toFixed(2)}×`,
    ]);
  return `${markdownTable(['', 'migrations', 'tool', 'median ms', 'µs per migration', 'CPU µs', 'ratio'], rows)}\n`;
}

function renderFailures({ failures = [] }: Partial<Result>): readonly string[] {
  if (failures.length === 0) return [];
  const rows = failures.map((each) => [
    each.measure,
    engineName(each.engine),
    each.participant,
    cell(each.error),
  ]);
  return [
    '## What could not be measured\n',
    `${markdownTable(['measure', 'engine', 'tool', 'error'], rows)}\n`,
  ];
}

/** An error as a cell: no path, no line break, not too long. */
function cell(text: string | null): string {
  if (text === null) return '';
  const line = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?:\/[\w.@+-]+){2,}/g, '…')
    .replaceAll('|', '\\|')
    .replaceAll('`', '');
  return line.length > 70 ? `${line.slice(0, 70)}…` : line;
}
