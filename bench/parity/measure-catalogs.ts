import type { ScratchServer } from '../../src/drivers/scratch/scratch.ts';
import { introspectSession } from '../../src/introspect/introspect.ts';
import type { WorkFolder } from '../harness/work-folder.ts';
import type { ParityFigure } from './figure.ts';
import { measureComparing, measureFirst, type ReadBoth } from './measure-comparing.ts';
import { measureReading } from './measure-reading.ts';
import { tables } from './store.ts';

/** 200 tables of 10 columns on both engines: reading them, beside the bare query, and comparing what was read. */
export async function measureCatalogs(
  servers: { readonly postgres: ScratchServer; readonly sqlite: ScratchServer },
  options: { readonly work: WorkFolder; readonly library: string; readonly rounds: number },
): Promise<readonly ParityFigure[]> {
  const store = tables(200);
  const postgres = await servers.postgres.create();
  const sqlite = await servers.sqlite.create();
  try {
    await postgres.execute([...store.postgres, 'ANALYZE']);
    await sqlite.execute(store.sqlite);
    const read: ReadBoth = async () => ({
      postgres: await introspectSession(postgres.session),
      sqlite: await introspectSession(sqlite.session),
    });
    const sessions = { postgres: postgres.session, sqlite: sqlite.session };
    return [
      ...(await measureReading(sessions, options.rounds)),
      await measureComparing(read, options.rounds),
      await measureFirst(read, { ...options, rounds: Math.min(options.rounds, 7) }),
    ];
  } finally {
    await postgres[Symbol.asyncDispose]();
    await sqlite[Symbol.asyncDispose]();
  }
}
