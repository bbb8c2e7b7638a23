import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, type Failure, linkPeers } from './harness/bench.ts';
import { postgresDatabases, sqliteDatabases } from './harness/databases.ts';
import type { Engine } from './harness/generate-files.ts';
import { describeMachine, requireSameDrivers, readVersions } from './harness/machine.ts';
import { floor, floorOfOneFolder, lockstepAt, peers } from './harness/participant.ts';
import { printSection } from './harness/print.ts';
import { randomFrom } from './harness/random.ts';
import type { Result } from './harness/result.ts';
import { copyLibrary, createWorkFolder, root } from './harness/work-folder.ts';
import { measureApply } from './measures/apply.ts';
import { measureKill } from './measures/kill.ts';
import { measureLatency } from './measures/latency.ts';
import { measureProbes } from './measures/probe.ts';
import { measureQueries } from './measures/queries.ts';
import { measureRace } from './measures/race.ts';
import { measureRebuild } from './measures/rebuild.ts';
import { measureGrowth } from './measures/growth.ts';
import { applyEverywhere, measureStart } from './measures/start.ts';
import { measureStatus, type Ours } from './measures/status.ts';

const { values: flags } = parseArgs({
  options: {
    peers: { type: 'boolean', default: false },
    only: { type: 'string' },
    engine: { type: 'string', default: 'sqlite,postgres' },
    count: { type: 'string' },
    rounds: { type: 'string' },
    kills: { type: 'string', default: '100' },
    'peer-seconds': { type: 'string', default: '25' },
    seed: { type: 'string', default: '20260101' },
    dist: { type: 'string', default: join(root, 'dist') },
    against: { type: 'string' },
    quick: { type: 'boolean', default: false },
    save: { type: 'string' },
  },
});

const everything = ['apply', 'start', 'status', 'race', 'latency', 'kill', 'rebuild', 'probe', 'growth'];
const only = flags.only?.split(',') ?? (flags.peers ? everything : ['apply', 'start', 'status']);
const unknown = only.filter((each) => !everything.includes(each));
if (unknown.length > 0) throw new Error(`--only takes ${everything.join(', ')}; not ${unknown.join(', ')}`);
const rounds = Number(flags.rounds ?? (flags.quick ? 3 : flags.peers ? 5 : 7));
const count = Number(flags.count ?? (flags.quick ? 300 : 1000));
const save =
  flags.save ??
  (flags.peers && flags.only === undefined ? join(import.meta.dirname, 'results/latest.json') : null);

await using work = createWorkFolder();
const ours: readonly Ours[] = [
  ['lockstep', flags.dist],
  ...(flags.against === undefined ? [] : [['lockstep (against)', flags.against]]),
].map(([name = '', dist = ''], index) => {
  const library = copyLibrary(resolve(dist), `${index}`);
  return { participant: lockstepAt(name, library), library };
});
if (flags.peers) {
  requireSameDrivers();
  linkPeers(work);
}
const failures: Failure[] = [];
const sections = new Map<keyof Result, readonly unknown[]>();
const add = (section: keyof Result, figures: readonly unknown[]): void => {
  sections.set(section, [...(sections.get(section) ?? []), ...figures]);
  printSection(section, figures);
};
const engineVersions: Record<string, string> = {};
const started = performance.now();

for (const engine of flags.engine.split(',') as Engine[]) {
  const databases = await (engine === 'sqlite' ? sqliteDatabases(work) : postgresDatabases(work));
  engineVersions[engine] = databases.version;
  const participants = [floor, floorOfOneFolder, ...ours.map(({ participant }) => participant)];
  const all = [
    ...participants,
    ...(flags.peers ? peers.filter(({ engines }) => engines.includes(engine)) : []),
  ];
  const bench: Bench = { databases, participants: all, work, rounds, failures };
  // A round there waits some thousand times for the disk per tool.
  const slow: Bench = { ...bench, rounds: flags.peers ? Math.min(rounds, 3) : rounds };
  const timed = async (name: string, run: () => Promise<void>): Promise<void> => {
    if (!only.includes(name)) return;
    const start = performance.now();
    try {
      await run();
    } catch (error) {
      // Neither a peer nor a round: the measure itself. The others go on, and the page says what is missing.
      failures.push({ measure: name, engine, participant: 'all', error: String(error) });
      process.exitCode = 1;
      console.log(`  ${name}: ${String(error)}`);
    }
    console.log(`  [${engine} ${name}: ${((performance.now() - start) / 1000).toFixed(0)} s]`);
  };
  await timed('apply', async () =>
    add('figures', await measureApply(engine === 'postgres' ? slow : bench, count)),
  );
  await timed('start', async () => {
    await using applied = await applyEverywhere(bench, count);
    const { figures, imports } = await measureStart(applied);
    add('figures', figures);
    add('imports', imports);
    add('queries', await measureQueries(applied));
  });
  await timed('status', async () => add('figures', await measureStatus(bench, ours, [30, 1000])));
  await timed('race', async () => add('race', await measureRace({ ...bench, rounds: Math.min(rounds, 2) })));
  if (engine === 'postgres') await timed('latency', async () => add('latency', await measureLatency(bench)));
  await timed('kill', async () =>
    add(
      'kills',
      await measureKill(bench, {
        kills: Number(flags.kills),
        peerSeconds: Number(flags['peer-seconds']),
        random: randomFrom(Number(flags.seed)),
      }),
    ),
  );
  await timed('rebuild', async () => add('rebuilds', await measureRebuild(bench)));
  await timed('probe', async () => add('probes', await measureProbes(bench)));
  await timed('growth', async () => {
    const few: Bench = { ...bench, participants };
    for (const size of flags.quick ? [100] : [100, 10_000]) add('growth', await measureGrowth(few, size));
  });
}

const seconds = Math.round((performance.now() - started) / 1000);
console.log(`\n${seconds} s in all, ${failures.length} failures of participants`);
if (save !== null) {
  const result = {
    date: new Date().toISOString().slice(0, 10),
    seconds,
    seed: Number(flags.seed),
    machine: describeMachine(),
    versions: { ...readVersions(), ...engineVersions },
    failures,
    ...Object.fromEntries(sections),
  };
  mkdirSync(dirname(save), { recursive: true });
  writeFileSync(save, `${JSON.stringify(result, null, 1)}\n`);
  console.log(`Written: ${save}`);
}
