import type { Diagnostic } from '../core/diagnostic.ts';
import { engines } from '../core/engine.ts';
import { automaticCategories, type LoadedModule } from '../core/migration.ts';

/**
 * Steps that an operator runs by hand, or that run outside a transaction, without a word of explanation: their script
 * is the first thing an operator reads before consenting. Empty where each opens with a comment.
 */
export function checkManualStepComments(module: LoadedModule): readonly Diagnostic[] {
  return module.chain.flatMap(({ id, category, scripts }) =>
    engines.flatMap((engine): readonly Diagnostic[] => {
      const script = scripts[engine];
      if (script === null || script.noOp !== null) return [];
      const manual = !automaticCategories.includes(category);
      if ((!manual && script.transaction === 'atomic') || hasComment(script.text)) return [];
      const kind = manual ? `a ${category} step, run by an operator` : 'run outside a transaction';
      return [
        {
          code: null,
          rule: 'manual-step-comment',
          severity: 'warning',
          file: script.file,
          line: 1,
          column: 1,
          message: `${id} is ${kind}, and no comment says what it does`,
          hint: 'Open the script with a comment: what changes, how long it may take, what must be true before it.',
        },
      ];
    }),
  );
}

/** A comment above the first statement that is not a header line. */
function hasComment(text: string): boolean {
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '' || /^--\s*lockstep:/i.test(trimmed)) continue;
    return trimmed.startsWith('--') || trimmed.startsWith('/*');
  }
  return false;
}
