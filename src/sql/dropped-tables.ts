import { nameAt } from './names.ts';
import { type Statement, splitStatements } from './statements.ts';
import { isKeyword, isSymbol } from './token.ts';

/**
 * Returns the tables that a SQLite script drops or renames, in lower case and each once: both names of a rename.
 * Empty where there is none. A script that drops or renames a referenced table needs foreign keys off.
 */
export function droppedTables(text: string): readonly string[] {
  // Most scripts are told apart without being cut.
  if (!/drop|rename/i.test(text)) return [];
  return [...new Set(splitStatements('sqlite', text).flatMap((statement) => namesOf(statement)))];
}

function namesOf({ head: tokens }: Statement): readonly string[] {
  if (isKeyword(tokens[0], 'DROP') && isKeyword(tokens[1], 'TABLE')) {
    const index = isKeyword(tokens[2], 'IF') && isKeyword(tokens[3], 'EXISTS') ? 4 : 2;
    return tableAt(index);
  }
  if (isKeyword(tokens[0], 'ALTER') && isKeyword(tokens[1], 'TABLE')) {
    const behind = isSymbol(tokens[3], '.') ? 5 : 3;
    if (isKeyword(tokens[behind], 'RENAME') && isKeyword(tokens[behind + 1], 'TO')) {
      return [...tableAt(2), ...tableAt(behind + 2)];
    }
  }
  return [];

  function tableAt(index: number): readonly string[] {
    const table = nameAt('sqlite', tokens, index);
    return table === null || table.schema === 'temp' ? [] : [table.name];
  }
}
