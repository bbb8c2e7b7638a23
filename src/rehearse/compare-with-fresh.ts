import { type Engine, engines } from '../core/engine.ts';
import { compareExact } from '../parity/exact/compare-exact.ts';
import { replayChain } from '../replay/replay-chain.ts';
import type { Schemas } from './model/paired-table.ts';
import { readSchema } from './read-state.ts';
import type { ModuleOptions } from './rehearse-options.ts';
import type { RehearsalFinding } from './report.ts';

/**
 * Returns what databases that came from an earlier release's files (`upgraded`) have otherwise than a fresh install of today's,
 * exactly, per engine; empty where both ways end in one schema. `step` is the last one, which the findings are told of.
 */
export async function compareWithFresh(
  upgraded: Schemas,
  step: string,
  options: ModuleOptions,
): Promise<readonly RehearsalFinding[]> {
  const findings: RehearsalFinding[] = [];
  for (const engine of engines) {
    const schema = upgraded[engine];
    if (schema === null) continue;
    const fresh = await installFresh(engine, options);
    for (const { table, message } of compareExact(fresh, schema)) {
      findings.push({
        kind: 'schema-differs',
        step,
        engine,
        table,
        column: null,
        count: 1,
        samples: [],
        message: `Upgraded from the earlier release, the schema is not that of a fresh install: ${message}`,
        hint: 'Add a version that brings both to one schema, or give the step that was added early a place behind the earlier release’s last one.',
        file: null,
        line: null,
      });
    }
  }
  return findings;
}

async function installFresh(engine: Engine, options: ModuleOptions): Promise<NonNullable<Schemas[Engine]>> {
  const { modules, place, servers, signal } = options;
  const scratch = await servers[engine].create(signal);
  try {
    const today = modules.slice(0, place + 1).map(({ module }) => module);
    for await (const _ of replayChain(scratch, today, signal === undefined ? {} : { signal }));
    return (await readSchema({ engine, scratch, schema: null }, options)).schema;
  } finally {
    await scratch[Symbol.asyncDispose]();
  }
}
