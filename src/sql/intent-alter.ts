import type { Engine } from '../core/engine.ts';
import type { NamedAction } from './intent-action.ts';
import { copiedExpression } from './intent-insert.ts';
import { nameAt } from './names.ts';
import { splitAtCommas } from './split-at-commas.ts';
import { isKeyword, type Token } from './token.ts';

/** Words behind ADD and DROP that are no column. */
const noColumn = ['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN', 'EXCLUDE'];

/** Returns what an ALTER TABLE that begins at `index` names, subcommand by subcommand. */
export function alterActions(
  engine: Engine,
  tokens: readonly Token[],
  index: number,
): readonly NamedAction[] {
  let at = index + 2;
  if (isKeyword(tokens[at], 'IF')) at += 2;
  if (isKeyword(tokens[at], 'ONLY')) at += 1;
  const name = nameAt(engine, tokens, at);
  if (name === null) return [];
  at += name.schema === null ? 1 : 3;
  const table = name.name;
  return splitAtCommas(tokens.slice(at)).flatMap((parts) => {
    const start = parts[0]?.start ?? tokens[index]?.start ?? 0;
    return subcommand(engine, parts).map((action) => ({ ...action, table, start }) as NamedAction);
  });
}

type WithoutTable<T> = T extends unknown ? Omit<T, 'table' | 'start'> : never;

function subcommand(engine: Engine, tokens: readonly Token[]): readonly WithoutTable<NamedAction>[] {
  const [verb] = tokens;
  const isColumn = isKeyword(tokens[1], 'COLUMN');
  let at = isColumn ? 2 : 1;
  if (isKeyword(tokens[at], 'IF')) at += isKeyword(tokens[at + 1], 'NOT') ? 3 : 2;
  const nameOf = (index: number): string | null => nameAt(engine, tokens, index)?.name ?? null;
  if (isKeyword(verb, 'RENAME')) {
    if (isKeyword(tokens[1], 'TO')) return withName(nameOf(2), (to) => ({ kind: 'rename-table', to }));
    if (isKeyword(tokens[1], 'CONSTRAINT')) return [];
    const column = nameOf(at);
    return withName(nameOf(at + 2), (to) => ({ kind: 'rename-column', column: column ?? '', to }));
  }
  if (!isColumn && isKeyword(tokens[1], ...noColumn)) return [];
  if (isKeyword(verb, 'DROP')) return withName(nameOf(at), (column) => ({ kind: 'drop-column', column }));
  if (isKeyword(verb, 'ADD')) return withName(nameOf(at), (column) => ({ kind: 'add-column', column }));
  if (!isKeyword(verb, 'ALTER')) return [];
  const isTyped =
    isKeyword(tokens[at + 1], 'TYPE') ||
    (isKeyword(tokens[at + 1], 'SET') && isKeyword(tokens[at + 2], 'DATA'));
  if (!isTyped) return [];
  return withName(nameOf(at), (column) => ({
    kind: converts(engine, tokens, column) ? 'convert-column' : 'set-column',
    column,
  }));
}

/** Without USING the engine casts; USING may do no more than that. */
function converts(engine: Engine, tokens: readonly Token[], column: string): boolean {
  const using = tokens.findIndex((token) => isKeyword(token, 'USING'));
  if (using < 0) return true;
  const made = copiedExpression(engine, tokens.slice(using + 1));
  return (made.kind === 'column' || made.kind === 'cast') && made.column === column;
}

function withName(
  name: string | null,
  make: (name: string) => WithoutTable<NamedAction>,
): readonly WithoutTable<NamedAction>[] {
  return name === null ? [] : [make(name)];
}
