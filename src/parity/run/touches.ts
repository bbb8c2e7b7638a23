import type { Engine } from '../../core/engine.ts';
import type { Migration } from '../../core/migration.ts';
import { lowerAscii, nameAt } from '../../sql/names.ts';
import { diskPositionsIn } from '../../sql/position.ts';
import { type Statement, splitStatements } from '../../sql/statements.ts';
import { isKeyword, type Token } from '../../sql/token.ts';
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
  for (const { id, scripts } of steps) {
    const script = scripts[engine];
    if (script === null) continue;
    const positionOf = diskPositionsIn(script);
    for (const statement of splitStatements(engine, script.text)) {
      const subject = subjectOf(engine, statement, touches);
      if (subject === null) continue;
      const lineOf = (offset: number): number => positionOf(offset).line;
      const place = { step: id, file: script.file, line: lineOf(statement.start) };
      if (subject.renamedTo !== undefined) rename(touches, subject.relation, subject.renamedTo);
      const relation = subject.renamedTo ?? subject.relation;
      if (subject.kind === 'drop' && subject.object === null) remove(touches, relation);
      touches.push({
        place,
        relation,
        object: subject.object,
        kind: subject.kind,
        lines: linesOf(statement, lineOf),
      });
    }
  }
  return touches;
}

interface Subject extends Pick<Touch, 'relation' | 'object' | 'kind'> {
  readonly renamedTo?: string;
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

/** What may stand between CREATE and the kind of an object. */
const modifiers: readonly string[] =
  'OR REPLACE UNLOGGED TEMP TEMPORARY VIRTUAL FOREIGN UNIQUE RECURSIVE MATERIALIZED CONSTRAINT EVENT'.split(
    ' ',
  );

function subjectOf(engine: Engine, { tokens }: Statement, touches: readonly Touch[]): Subject | null {
  const verb = ['CREATE', 'ALTER', 'DROP', 'COMMENT'].find((word) => isKeyword(tokens[0], word));
  if (verb === undefined || verb === 'COMMENT') return null;
  let at = 1;
  while (isKeyword(tokens[at], ...modifiers)) at += 1;
  const what = tokens[at];
  at = behindClauses(tokens, at + 1);
  const name = nameAt(engine, tokens, at)?.name ?? null;
  const kind = verb === 'DROP' ? 'drop' : 'definition';
  if (isKeyword(what, 'TABLE', 'VIEW')) {
    if (name === null) return null;
    const relation = lowerAscii(name);
    const renamedTo = verb === 'ALTER' ? newName(engine, tokens, at) : null;
    return renamedTo === null
      ? { relation, object: null, kind }
      : { relation, object: null, kind: 'rename', renamedTo };
  }
  if (!isKeyword(what, 'INDEX', 'TRIGGER', 'POLICY', 'RULE')) return null;
  const object = name === null ? null : lowerAscii(name);
  const on = tokens.findIndex((token, index) => index > at - 1 && isKeyword(token, 'ON'));
  const target = on < 0 ? null : nameAt(engine, tokens, isKeyword(tokens[on + 1], 'ONLY') ? on + 2 : on + 1);
  const relation = target?.name ?? touches.findLast((touch) => touch.object === object)?.relation ?? null;
  return relation === null ? null : { relation: lowerAscii(relation), object, kind };
}

function behindClauses(tokens: readonly Token[], from: number): number {
  let at = from;
  if (isKeyword(tokens[at], 'CONCURRENTLY')) at += 1;
  if (isKeyword(tokens[at], 'IF')) at += isKeyword(tokens[at + 1], 'NOT') ? 3 : 2;
  if (isKeyword(tokens[at], 'ONLY')) at += 1;
  return at;
}

/** The table's new name in ALTER TABLE … RENAME TO …, else null. */
function newName(engine: Engine, tokens: readonly Token[], at: number): string | null {
  const rename = tokens.findIndex((token, index) => index > at && isKeyword(token, 'RENAME'));
  if (rename < 0 || !isKeyword(tokens[rename + 1], 'TO')) return null;
  const name = nameAt(engine, tokens, rename + 2)?.name;
  return name === undefined ? null : lowerAscii(name);
}
