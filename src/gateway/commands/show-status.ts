import { createMigrator, LockstepError, parseAddress, type RunReport } from '../../index.ts';
import type { GatewayConfiguration } from '../configuration/configuration.ts';
import { loadStoreModules } from '../store-module.ts';
import type { Host } from './host.ts';

/** Prints where the database stands, and returns 0. Throws DATABASE_UNREACHABLE where it cannot be read. */
export async function showStatus(
  configuration: GatewayConfiguration,
  { json }: { readonly json: boolean },
  { stdout, signal }: Host,
): Promise<number> {
  const migrator = createMigrator({
    databases: [parseAddress(configuration.databaseUrl, { folder: process.cwd() })],
    modules: await loadStoreModules(configuration.databaseUrl),
  });
  try {
    const report = await migrator.status({ signal });
    const failed = report.databases.find(({ error }) => error !== undefined)?.error;
    if (failed !== undefined) throw new LockstepError(failed.code, failed.message, { hint: failed.hint });
    stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : statusText(report));
    return 0;
  } finally {
    await migrator[Symbol.asyncDispose]();
  }
}

/** Returns a line per step under a line per module, and what would be refused. */
export function statusText(report: RunReport): string {
  const lines: string[] = [];
  for (const { url, modules } of report.databases) {
    for (const { name, current, latest, installing, problem, migrations } of modules) {
      const version = (number: number | null): string => (number === null ? 'none' : `V${number}`);
      lines.push(`${name} on ${url}: at ${version(current)} of ${version(latest)}`);
      if (installing !== null) lines.push(`  being installed, up to ${installing}`);
      const width = Math.max(0, ...migrations.map((each) => each.name.length));
      for (const each of migrations) {
        const held = each.heldBy === null ? '' : ` by ${each.heldBy}`;
        const words = [
          each.name.padEnd(width),
          each.category.padEnd(7),
          (each.state + held).padEnd(13),
          each.appliedAt ?? '',
        ];
        lines.push(`  ${words.join('  ').trimEnd()}`);
      }
      if (problem !== null) lines.push(`  ✗ ${problem.code}  ${problem.message}`, `    → ${problem.hint}`);
    }
  }
  lines.push(`${report.pendingCount === 0 ? 'nothing' : report.pendingCount} pending`);
  return `${lines.join('\n')}\n`;
}
