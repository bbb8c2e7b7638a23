import { openSqliteScratch } from '../../../src/drivers/scratch/open-scratch.ts';
import { introspectSession } from '../../../src/introspect/introspect.ts';
import { compareSchemas } from '../../../src/parity/compare-schemas.ts';
import type { Difference, ParityFile } from '../../../src/parity/difference.ts';
import { logicalColumns } from '../../reference-store/bare-store.ts';
import type { Mutant } from './mutant.ts';
import type { Store } from './store.ts';

/** What came of one mutant. */
export interface Outcome {
  readonly mutant: Mutant;
  /** `invalid`: SQLite refuses its statements, so that nobody could have written it. */
  readonly outcome: 'error' | 'warning' | 'survived' | 'invalid';
  /** Ids of the errors and warnings. */
  readonly found: readonly string[];
}

const parityFile: ParityFile = { logical: logicalColumns, accepted: [] };

/** Yields what the comparison of each mutant with the unchanged schema of PostgreSQL finds. */
export async function* runMutants(store: Store, mutants: readonly Mutant[]): AsyncGenerator<Outcome, void> {
  const server = await openSqliteScratch();
  for (const mutant of mutants) {
    const scratch = await server.create();
    try {
      const isValid = await scratch.execute(mutant.statements).then(
        () => true,
        () => false,
      );
      if (!isValid) {
        yield { mutant, outcome: 'invalid', found: [] };
        continue;
      }
      const { differences } = await compareSchemas(
        store.postgres,
        await introspectSession(scratch.session),
        parityFile,
      );
      yield { mutant, ...judge(differences) };
    } finally {
      await scratch[Symbol.asyncDispose]();
    }
  }
}

function judge(differences: readonly Difference[]): Pick<Outcome, 'outcome' | 'found'> {
  const found = differences.filter(({ severity }) => severity !== 'info');
  const isError = found.some(({ severity }) => severity === 'error');
  return {
    outcome: isError ? 'error' : found.length > 0 ? 'warning' : 'survived',
    found: found.map(({ id }) => id),
  };
}
