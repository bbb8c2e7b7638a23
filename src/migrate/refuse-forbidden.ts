import { engines } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import type { ModulePlan } from '../core/plan.ts';
import { findForbidden } from '../sql/forbidden/index.ts';

/**
 * Throws FORBIDDEN_STATEMENT for the first statement that would break atomicity in any script of the plan, on either
 * engine: looked for with our own lexer before anything is written.
 */
export function refuseForbidden(plan: ModulePlan): void {
  const findings = plan.rounds.flatMap(({ migration }) =>
    engines.flatMap((engine) => {
      const script = migration.scripts[engine];
      return script === null
        ? []
        : findForbidden(script).map((finding) => ({ ...finding, migration: migration.name }));
    }),
  );
  const [first] = findings;
  if (first === undefined) return;
  throw new LockstepError(
    'FORBIDDEN_STATEMENT',
    `${first.file}:${first.line}:${first.column}: ${first.message}`,
    {
      hint: first.hint,
      details: {
        module: plan.module.name,
        migration: first.migration,
        file: first.file,
        line: first.line,
        column: first.column,
        findings,
      },
    },
  );
}
