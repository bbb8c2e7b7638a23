import type { Engine } from '../core/engine.ts';
import { nameAt } from './names.ts';
import { type Statement, splitStatements } from './statements.ts';
import { isKeyword, isSymbol, type Token } from './token.ts';

/** Rows that a statement deletes, or columns that it sets in rows that stay. */
export interface RowChange {
  readonly kind: 'delete' | 'update';
  /** Folded as the engine folds it, without a schema. */
  readonly table: string;
  /** The columns that an update sets, folded; empty for a delete. */
  readonly columns: readonly string[];
  /** UTF-16 offset of the key word. */
  readonly start: number;
}

/** Returns the deletes and updates of a script in order, those behind WITH too; what triggers and functions do is left out. */
export function rowChanges(engine: Engine, text: string): readonly RowChange[] {
  // Most scripts are told apart without being cut.
  if (!/delete|update/i.test(text)) return [];
  return splitStatements(engine, text)
    .filter(({ head }) => isKeyword(head[0], 'DELETE', 'UPDATE', 'WITH'))
    .flatMap((statement) => changesOf(engine, statement));
}

function changesOf(engine: Engine, { tokens }: Statement): readonly RowChange[] {
  return tokens.flatMap((token, index): readonly RowChange[] => {
    const isDelete = isKeyword(token, 'DELETE') && isKeyword(tokens[index + 1], 'FROM');
    // ON CONFLICT DO UPDATE SET names no table: its own INSERT does.
    const isUpdate = isKeyword(token, 'UPDATE') && !isKeyword(tokens[index + 1], 'SET');
    if (!isDelete && !isUpdate) return [];
    const at = isDelete ? index + 2 : behindConflictClause(tokens, index + 1);
    const table = nameAt(engine, tokens, isKeyword(tokens[at], 'ONLY') ? at + 1 : at);
    if (table === null) return [];
    const columns = isDelete ? [] : setColumns(engine, tokens, at);
    return [{ kind: isDelete ? 'delete' : 'update', table: table.name, columns, start: token.start }];
  });
}

/** SQLite's UPDATE OR IGNORE t. */
function behindConflictClause(tokens: readonly Token[], index: number): number {
  return isKeyword(tokens[index], 'OR') ? index + 2 : index;
}

/** Names that stand before `=` at the depth of SET, and those of a row assignment `(a, b) = …`. */
function setColumns(engine: Engine, tokens: readonly Token[], from: number): readonly string[] {
  const start = tokens.findIndex((token, index) => index > from && isKeyword(token, 'SET'));
  if (start < 0) return [];
  const columns: string[] = [];
  let depth = 0;
  let isTarget = true;
  for (let index = start + 1; index < tokens.length; index++) {
    const token = tokens[index];
    if (isSymbol(token, '(')) depth++;
    else if (isSymbol(token, ')')) depth--;
    else if (depth === 0 && ['WHERE', 'FROM', 'RETURNING'].some((word) => isKeyword(token, word))) break;
    else if (isSymbol(token, '=') && depth === 0) isTarget = false;
    else if (isSymbol(token, ',') && depth === 0) isTarget = true;
    else if (isTarget && !isSymbol(token, ',')) columns.push(nameAt(engine, tokens, index)?.name ?? '');
    if (depth < 0) break;
  }
  return columns;
}
