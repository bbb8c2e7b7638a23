import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Script } from '../../core/migration.ts';
import { diskPositionsIn } from '../position.ts';
import { splitStatements } from '../statements.ts';
import { forbiddenRules } from './rules.ts';

/**
 * Returns a FORBIDDEN_STATEMENT finding, at its place on disk, for everything in the script that would break its
 * atomicity or cannot run as the script asks; empty where there is nothing, as in a declared no-op.
 */
export function findForbidden(script: Script): readonly Diagnostic[] {
  if (script.noOp !== null) return [];
  const positionOf = diskPositionsIn(script);
  return splitStatements(script.engine, script.text).flatMap((statement) =>
    forbiddenRules[script.engine].flatMap(({ id, find }): readonly Diagnostic[] => {
      const finding = find(statement, script);
      if (finding === null) return [];
      const { token, message, hint } = finding;
      const { line, column } = positionOf(token.start);
      return [
        {
          code: 'FORBIDDEN_STATEMENT',
          rule: id,
          severity: 'error',
          file: script.file,
          line,
          column,
          message,
          hint,
        },
      ];
    }),
  );
}
