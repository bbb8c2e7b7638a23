import type { Engine } from '../../core/engine.ts';
import type { Migration } from '../../core/migration.ts';
import { type DdlSubject, ddlSubjects } from '../../sql/ddl-subject.ts';
import { lowerAscii } from '../../sql/names.ts';
import { diskPositionsIn } from '../../sql/position.ts';
import { type Statement, splitStatements } from '../../sql/statements.ts';
import type { Token } from '../../sql/token.ts';
import type { ScriptPlace } from '../difference.ts';

/** A statement that made, changed or dropped something of a table or view. */
export interface Touch {
  readonly place: ScriptPlace;
  /** The table's or view's name, as a later rename left it. */
  relation: string;
  /** The index, trigger or type that it is about besides the table, else null. */
  readonly object: string | null;
  /** Every name in it, folded, with the line on disk where it stands first. */
  readonly lines: ReadonlyMap<string, number>;
  /** A rename moves what was there, and a drop takes it away: neither says how it looks. */
  readonly kind: 'definition' | 'rename' | 'drop';
}

/**
 * Returns what the steps' scripts of one engine touched, in order. It is read off the words: what a DO block, a function
 * or a trigger does is not seen. Tables that were dropped keep only their drop.
 */
export function touchesOf(engine: Engine, steps: readonly Migration[]): readonly Touch[] {
  const touches: Touch[] = [];
  const relationOf = (object: string): string | null =>
    touches.findLast((touch) => touch.object === object)?.relation ?? null;
  for (const { id, scripts } of steps) {
    const script = scripts[engine];
    if (script === null) continue;
    const positionOf = diskPositionsIn(script);
    for (const statement of splitStatements(engine, script.text)) {
      for (const subject of ddlSubjects(engine, statement, relationOf)) {
        const { object, renamedTo } = subject;
        const place = { step: id, file: script.file, line: positionOf(statement.start).line };
        if (renamedTo !== null) rename(touches, subject.relation, renamedTo);
        const relation = renamedTo ?? subject.relation;
        if (subject.verb === 'drop' && object === null) remove(touches, relation);
        touches.push({
          place,
          relation,
          object,
          kind: kindOf(subject),
          lines: linesOf(statement, (offset) => positionOf(offset).line),
        });
      }
    }
  }
  return touches;
}

function kindOf({ verb, renamedTo }: DdlSubject): Touch['kind'] {
  if (renamedTo !== null) return 'rename';
  return verb === 'drop' ? 'drop' : 'definition';
}

function rename(touches: readonly Touch[], from: string, to: string): void {
  for (const touch of touches) if (touch.relation === from) touch.relation = to;
}

function remove(touches: Touch[], relation: string): void {
  const kept = touches.filter((touch) => touch.relation !== relation);
  touches.splice(0, touches.length, ...kept);
}

function linesOf({ tokens }: Statement, lineOf: (offset: number) => number): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const token of tokens) {
    const name = spelt(token);
    if (name !== null && !lines.has(name)) lines.set(name, lineOf(token.start));
  }
  return lines;
}

function spelt({ kind, text }: Token): string | null {
  if (kind === 'word') return lowerAscii(text);
  return kind === 'quoted-identifier' ? lowerAscii(text.slice(1, -1)) : null;
}
