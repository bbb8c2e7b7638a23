import type { Diagnostic } from '../core/diagnostic.ts';
import type { LoadedModule } from '../core/migration.ts';
import { findPostgresSyntaxError } from '../sql/parse-postgres.ts';
import { diskPosition } from '../sql/position.ts';
import { spareOptimizing } from './spare-optimizing.ts';

/** What PostgreSQL's own parser refuses in the module's scripts, at its place; empty where it takes them all. */
export async function checkPostgresSyntax(module: LoadedModule): Promise<readonly Diagnostic[]> {
  const findings: Diagnostic[] = [];
  const parsed = module.chain.flatMap(({ scripts: { postgres } }) =>
    postgres === null || postgres.noOp !== null ? [] : [postgres],
  );
  spareOptimizing(parsed);
  for (const script of parsed) {
    const error = await findPostgresSyntaxError(script.text);
    if (error === null) continue;
    findings.push({
      code: 'MIGRATION_FAILED',
      rule: 'postgres-syntax',
      severity: 'error',
      file: script.file,
      ...diskPosition(script, error.offset),
      message: error.message,
      hint: 'Mend the statement: PostgreSQL would refuse the whole script.',
    });
  }
  return findings;
}
