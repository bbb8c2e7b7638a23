import type { Engine } from '../core/engine.ts';
import type { NamedAction } from './intent-action.ts';
import { alterActions } from './intent-alter.ts';
import { insertActions } from './intent-insert.ts';
import { nameAt } from './names.ts';
import { rowChanges } from './row-changes.ts';
import { type Statement, splitStatements } from './statements.ts';
import { isKeyword, isSymbol, type Token } from './token.ts';

/**
 * Returns what a script names of tables and their rows, in its order; empty where it names nothing. What triggers, foreign
 * keys and functions do is never named; a DO block's own statements are.
 */
export function namedActions(engine: Engine, text: string): readonly NamedAction[] {
  return splitStatements(engine, text).flatMap((statement) =>
    isKeyword(statement.tokens[0], 'DO') ? insideDo(engine, statement) : actionsOf(engine, statement),
  );
}

/** What its first string holds is a script with other words between the statements. */
function insideDo(engine: Engine, { tokens }: Statement): readonly NamedAction[] {
  const body = tokens.find(({ kind }) => kind === 'string');
  const [, tag = "'"] = /^(\$[^$]*\$)/.exec(body?.text ?? '') ?? [];
  if (body === undefined) return [];
  return splitStatements(engine, body.text.slice(tag.length, -tag.length))
    .flatMap((statement) => actionsOf(engine, statement))
    .map((action) => ({ ...action, start: action.start + body.start + tag.length }));
}

function actionsOf(engine: Engine, statement: Statement): readonly NamedAction[] {
  const { tokens } = statement;
  if (isKeyword(tokens[0], 'CREATE') && createdAt(tokens) === null) return [];
  const found: NamedAction[] = changesOf(engine, statement);
  for (const [index, token] of tokens.entries()) found.push(...actionsAt(engine, tokens, index, token));
  return found.toSorted((a, b) => a.start - b.start);
}

/** Deletes and updates, also behind what a block puts before its statements. */
function changesOf(engine: Engine, { text, start: offset, tokens }: Statement): NamedAction[] {
  const first = tokens.find(
    (token, index) =>
      isKeyword(token, 'DELETE', 'UPDATE', 'WITH') && !isKeyword(tokens[index - 1], 'ON', 'FOR', 'DO'),
  );
  if (first === undefined) return [];
  return rowChanges(engine, text.slice(first.start - offset)).flatMap(
    ({ kind, table, columns, start: at }): NamedAction[] => {
      const start = at + first.start;
      return kind === 'delete'
        ? [{ kind: 'remove-rows' as const, table, start }]
        : columns.map((column) => ({ kind: 'set-column' as const, table, column, start }));
    },
  );
}

function actionsAt(
  engine: Engine,
  tokens: readonly Token[],
  index: number,
  { start }: Token,
): readonly NamedAction[] {
  const at = (offset: number): Token | undefined => tokens[index + offset];
  if (isKeyword(at(0), 'DROP') && isKeyword(at(1), 'TABLE')) {
    return namesFrom(engine, tokens, behindIfExists(tokens, index + 2)).map((table) => ({
      kind: 'drop-table',
      table,
      start,
    }));
  }
  if (isKeyword(at(0), 'TRUNCATE') && !isKeyword(at(-1), 'BEFORE', 'AFTER', 'OR', 'ON')) {
    const first = index + (isKeyword(at(1), 'TABLE') ? 2 : 1);
    return namesFrom(engine, tokens, first).map((table) => ({ kind: 'remove-rows', table, start }));
  }
  if (isKeyword(at(0), 'ALTER') && isKeyword(at(1), 'TABLE')) return alterActions(engine, tokens, index);
  if (isKeyword(at(0), 'CREATE')) {
    const created = createdAt(tokens.slice(index));
    const name = created === null ? null : nameAt(engine, tokens, index + created);
    if (name === null) return [];
    const made: NamedAction = { kind: 'create-table', table: name.name, start };
    return [made, ...insertActions(engine, tokens, index)];
  }
  if (isKeyword(at(0), 'INSERT', 'REPLACE', 'MERGE')) return insertActions(engine, tokens, index);
  return [];
}

/** Where the name of the table stands behind CREATE; null where no table is created. */
function createdAt(tokens: readonly Token[]): number | null {
  let index = isKeyword(tokens[1], 'UNLOGGED', 'TEMP', 'TEMPORARY') ? 2 : 1;
  if (!isKeyword(tokens[index], 'TABLE')) return null;
  index += 1;
  return isKeyword(tokens[index], 'IF') ? index + 3 : index;
}

function behindIfExists(tokens: readonly Token[], index: number): number {
  return isKeyword(tokens[index], 'IF') ? index + 2 : index;
}

/** The names of a list; ONLY and a star for its children stand beside them. */
function namesFrom(engine: Engine, tokens: readonly Token[], from: number): readonly string[] {
  const names: string[] = [];
  for (let index = from; index < tokens.length; ) {
    if (isKeyword(tokens[index], 'ONLY')) index += 1;
    const name = nameAt(engine, tokens, index);
    if (name === null) break;
    names.push(name.name);
    index += name.schema === null ? 1 : 3;
    if (isSymbol(tokens[index], '*')) index += 1;
    if (!isSymbol(tokens[index], ',')) break;
    index += 1;
  }
  return names;
}
