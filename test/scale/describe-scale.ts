import { describe, expect, test } from 'vitest';
import type { TestStore } from '../stores/test-store.ts';
import { type Measured, scaleProject } from './scale-project.ts';
import { alignedTable } from './table.ts';
import type { ProcessWatch } from './watch-process.ts';
import { type Workload, workloads } from './workloads.ts';

/** One driver as the scale tests see it. */
export interface ScaleSubject {
  readonly name: string;
  /** Why it cannot be measured here, or null. */
  readonly missing: () => string | null;
  readonly fresh: () => Promise<TestStore>;
  /** Defaults to what reads and what writes a database. */
  readonly commands?: readonly string[];
  /** How much more than a migrator the client may hold. Defaults to 1. */
  readonly clientFactor?: number;
  /** What the driver's own library holds of a workload beyond a migrator, in MB per unit. Defaults to nothing. */
  readonly libraryMbPerUnit?: Readonly<Record<string, number>>;
  /** Other sizes of a workload, where the engine takes no more. */
  readonly sizes?: Readonly<Record<string, readonly number[]>>;
  /** Watches the server's processes that serve this store; none where the database lives in the client. */
  readonly watch?: (store: TestStore) => ProcessWatch;
}

interface Row {
  readonly command: string;
  readonly size: number;
  readonly measured: Measured;
}

/** What lies between the sizes of one workload may grow by this much per unit before it counts as more than linear. */
const tolerance = 1.6;

const minute = 60_000;

/** Migrates more and more of each workload, prints what it took, and fails where it grows faster than the workload. */
export function describeScale(subject: ScaleSubject): void {
  const missing = process.platform === 'linux' ? subject.missing() : 'memory is read from /proc';
  describe.skipIf(missing !== null)(`${subject.name} grows no faster than its scripts`, () => {
    test.each(workloads)('$name', { timeout: 8 * minute }, async (workload) => {
      const rows: Row[] = [];
      const sizes = subject.sizes?.[workload.name] ?? workload.sizes;
      for (const size of sizes) rows.push(...(await measureSize(subject, workload, size)));
      console.log(tableOf(subject, workload, rows));
      for (const command of new Set(rows.map((row) => row.command))) {
        const [smallest, ...others] = rows.filter((row) => row.command === command);
        const largest = others.at(-1);
        if (smallest === undefined || largest === undefined) throw new Error('a workload needs two sizes');
        expectLinear(subject, workload, smallest, largest);
      }
    });
  });
}

async function measureSize(subject: ScaleSubject, workload: Workload, size: number): Promise<readonly Row[]> {
  const project = scaleProject(workload.scripts(size));
  const store = await subject.fresh();
  try {
    const words = (command: string): readonly string[] => [
      command,
      '--quiet',
      '--database',
      store.urls[0] ?? '',
    ];
    const rows: Row[] = [];
    const commands = subject.commands ?? ['plan', 'migrate', 'status'];
    for (const command of commands) {
      const measured = await project.run(words(command), subject.watch?.(store));
      rows.push({ command, size, measured });
    }
    if (!commands.includes('migrate')) return rows;
    const [row] = await store.query(workload.proof.sql);
    expect(Number(row?.['n'])).toBe(workload.proof.answer(size));
    return rows;
  } finally {
    await store.drop();
    project.remove();
  }
}

/** CPU of client and server instead of the clock: what other processes do meanwhile does not count. */
function workMs({ measured: { client, server } }: Row): number {
  return client.cpuMs + (server?.cpuMs ?? 0);
}

function expectLinear(
  { clientFactor = 1, libraryMbPerUnit = {} }: ScaleSubject,
  { name, clientMbPerUnit, serverMb }: Workload,
  smallest: Row,
  largest: Row,
): void {
  const { client, server } = largest.measured;
  const about = `${largest.command} of ${largest.size}`;
  expect(workMs(largest) / largest.size, `${about}: work per unit`).toBeLessThan(
    (tolerance * workMs(smallest)) / smallest.size,
  );
  expect(client.peakMb, `${about}: memory of the client`).toBeLessThan(
    150 + (clientFactor * clientMbPerUnit + (libraryMbPerUnit[name] ?? 0)) * largest.size,
  );
  if (server !== null)
    expect(server.peakMb, `${about}: memory of the server`).toBeLessThan(serverMb(largest.size));
}

function tableOf(subject: ScaleSubject, { name, unit }: Workload, rows: readonly Row[]): string {
  const perUnit = unit === 'MB' ? 'ms per MB' : `ms per 1,000 ${unit}`;
  const units = unit === 'MB' ? 1 : 1000;
  const cells = rows
    .toSorted((one, other) => one.command.localeCompare(other.command))
    .map((row) => [
      row.command,
      row.size.toLocaleString('en'),
      row.measured.seconds.toFixed(2),
      (workMs(row) / 1000).toFixed(2),
      ((workMs(row) * units) / row.size).toFixed(1),
      row.measured.client.peakMb.toFixed(0),
      row.measured.server?.peakMb.toFixed(0) ?? '-',
    ]);
  const head = ['', unit, 'seconds', 'CPU seconds', `CPU ${perUnit}`, 'client MB', 'server MB'];
  return `\n${subject.name}: ${name}\n${alignedTable([head, ...cells])}\n`;
}
