import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Engine } from '../../core/engine.ts';
import type { Script } from '../../core/migration.ts';
import { diskPositionsIn } from '../position.ts';
import { type Statement, splitStatements } from '../statements.ts';
import type { Finding, ForbiddenRule } from './rule.ts';
import { forbiddenRules } from './rules.ts';
import { findUnclosedComment } from './unclosed-comment.ts';

/**
 * Returns a FORBIDDEN_STATEMENT finding, at its place on disk, for everything in the script that would break its
 * atomicity, would be left out, or cannot run as the script asks; empty where there is nothing.
 */
export function findForbidden(script: Script): readonly Diagnostic[] {
  if (isClean(script)) return [];
  const positionOf = diskPositionsIn(script);
  const diagnose = (rule: string, { token, message, hint }: Finding): Diagnostic => ({
    code: 'FORBIDDEN_STATEMENT',
    rule,
    severity: 'error',
    file: script.file,
    ...positionOf(token.start),
    message,
    hint,
  });
  const unclosed = findUnclosedComment(script);
  return [
    ...statementsOf(script).flatMap((statement) =>
      forbiddenRules[script.engine].flatMap(({ id, find }) => {
        const finding = find(statement, script);
        return finding === null ? [] : [diagnose(id, finding)];
      }),
    ),
    ...(unclosed === null ? [] : [diagnose('unclosed-comment', unclosed)]),
  ];
}

const suspicious: Readonly<Record<Engine, RegExp>> = {
  postgres: anyOf(forbiddenRules.postgres),
  sqlite: anyOf(forbiddenRules.sqlite),
};

function anyOf(rules: readonly ForbiddenRule[]): RegExp {
  return new RegExp(rules.map(({ mentions }) => mentions.source).join('|'), 'i');
}

/** True where neither a rule nor an open comment could find anything: told without cutting the script into tokens. */
function isClean({ engine, text }: Script): boolean {
  return !text.includes('/*') && !suspicious[engine].test(text);
}

/** A no-op has none: one with a statement is BAD_DIRECTIVE already. */
function statementsOf({ noOp, engine, text }: Script): readonly Statement[] {
  return noOp === null ? splitStatements(engine, text) : [];
}
