import type { Engine } from '../core/engine.ts';
import type { CopiedExpression, Copy, NamedAction } from './intent-action.ts';
import { nameAt } from './names.ts';
import { splitAtCommas } from './split-at-commas.ts';
import { isKeyword, isSymbol, type Token } from './token.ts';

/** Returns what INSERT, REPLACE, MERGE or CREATE TABLE … AS at `index` names: the rows' table, and what a conflict sets. */
export function insertActions(
  engine: Engine,
  tokens: readonly Token[],
  index: number,
): readonly NamedAction[] {
  const start = tokens[index]?.start ?? 0;
  if (isKeyword(tokens[index], 'CREATE')) return createdAs(engine, tokens, index, start);
  const into = tokens.findIndex((token, at) => at > index && at <= index + 3 && isKeyword(token, 'INTO'));
  const name = into < 0 ? null : nameAt(engine, tokens, into + 1);
  if (name === null) return [];
  const table = name.name;
  if (isKeyword(tokens[index], 'MERGE')) {
    const removes = tokens.some((token, at) => at > into && isKeyword(token, 'DELETE'));
    return [
      { kind: 'insert', table, start, columns: null, from: null, reads: [] },
      { kind: 'set-column', table, start, column: '*' },
      ...(removes ? [{ kind: 'remove-rows' as const, table, start }] : []),
    ];
  }
  let at = into + (name.schema === null ? 2 : 4);
  if (isKeyword(tokens[at], 'AS')) at += 2;
  const list =
    isSymbol(tokens[at], '(') && !isKeyword(tokens[at + 1], 'SELECT', 'WITH') ? closeOf(tokens, at) : null;
  const columns =
    list === null
      ? null
      : splitAtCommas(tokens.slice(at + 1, list)).map((part) => nameAt(engine, part, 0)?.name ?? '');
  const from = copyAt(engine, tokens, list === null ? at : list + 1);
  const replaces = isKeyword(tokens[index], 'REPLACE') || isKeyword(tokens[index + 2], 'REPLACE');
  return [
    { kind: 'insert', table, start, columns, from, reads: readTables(engine, tokens) },
    ...(replaces ? [{ kind: 'set-column' as const, table, start, column: '*' }] : []),
    ...conflictColumns(engine, tokens, at).map((column) => ({
      kind: 'set-column' as const,
      table,
      start,
      column,
    })),
  ];
}

function createdAs(
  engine: Engine,
  tokens: readonly Token[],
  index: number,
  start: number,
): readonly NamedAction[] {
  const as = tokens.findIndex((token, at) => at > index && isKeyword(token, 'AS'));
  const select = as < 0 ? -1 : as + (isSymbol(tokens[as + 1], '(') ? 2 : 1);
  if (!isKeyword(tokens[select], 'SELECT', 'VALUES', 'WITH', 'TABLE')) return [];
  const table = tokens.findIndex((token, at) => at > index && isKeyword(token, 'TABLE'));
  const name = nameAt(engine, tokens, isKeyword(tokens[table + 1], 'IF') ? table + 4 : table + 1);
  if (name === null) return [];
  const from = copyAt(engine, tokens, select);
  return [
    { kind: 'insert', table: name.name, start, columns: null, from, reads: readTables(engine, tokens) },
  ];
}

/** The names behind FROM and JOIN, wherever they stand. */
function readTables(engine: Engine, tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap((token, at) => {
    if (!isKeyword(token, 'FROM', 'JOIN')) return [];
    return nameAt(engine, tokens, isKeyword(tokens[at + 1], 'ONLY') ? at + 2 : at + 1)?.name ?? [];
  });
}

/** ON CONFLICT … DO UPDATE SET a = …, b = … */
function conflictColumns(engine: Engine, tokens: readonly Token[], from: number): readonly string[] {
  const set = tokens.findIndex(
    (token, at) => at > from && isKeyword(token, 'SET') && isKeyword(tokens[at - 1], 'UPDATE'),
  );
  if (set < 0) return [];
  const end = tokens.findIndex((token, at) => at > set && isKeyword(token, 'WHERE', 'RETURNING'));
  return splitAtCommas(tokens.slice(set + 1, end < 0 ? undefined : end)).flatMap((part) => {
    if (!isSymbol(part[0], '(')) return nameAt(engine, part, 0)?.name ?? [];
    return splitAtCommas(part.slice(1, closeOf(part, 0))).flatMap(
      (one) => nameAt(engine, one, 0)?.name ?? [],
    );
  });
}

/** The rows of a SELECT over one table; null where it is something else. */
function copyAt(engine: Engine, tokens: readonly Token[], from: number): Copy | null {
  let at = from;
  while (isSymbol(tokens[at], '(') || isKeyword(tokens[at], 'OVERRIDING', 'SYSTEM', 'USER', 'VALUE')) at += 1;
  if (!isKeyword(tokens[at], 'SELECT')) return null;
  at += 1;
  if (isKeyword(tokens[at], 'DISTINCT', 'ALL')) at += 1;
  let depth = 0;
  const fromAt = tokens.findIndex((token, index) => {
    if (index < at) return false;
    if (isSymbol(token, '(')) depth += 1;
    if (isSymbol(token, ')')) depth -= 1;
    return depth === 0 && isKeyword(token, 'FROM');
  });
  const source =
    fromAt < 0
      ? null
      : nameAt(engine, tokens, isKeyword(tokens[fromAt + 1], 'ONLY') ? fromAt + 2 : fromAt + 1);
  if (source === null) return null;
  return {
    table: source.name,
    expressions: splitAtCommas(tokens.slice(at, fromAt)).map((part) => copiedExpression(engine, part)),
  };
}

/** Returns what an expression of a list does with a column: takes it, casts it, or something else. */
export function copiedExpression(engine: Engine, tokens: readonly Token[]): CopiedExpression {
  const bare = withoutAlias(tokens);
  if (bare.length === 1 && isSymbol(bare[0], '*')) return { kind: 'star' };
  if (bare.length === 3 && isSymbol(bare[2], '*')) return { kind: 'star' };
  if (isSymbol(bare[0], '(') && closeOf(bare, 0) === bare.length - 1) {
    return copiedExpression(engine, bare.slice(1, -1));
  }
  const column = columnOf(engine, bare);
  if (column !== null) return { kind: 'column', column };
  const cast = castOf(engine, bare);
  return cast === null ? { kind: 'other' } : { kind: 'cast', column: cast };
}

function columnOf(engine: Engine, tokens: readonly Token[]): string | null {
  const name = nameAt(engine, tokens, 0);
  if (name === null || tokens[0]?.kind === 'string' || isKeyword(tokens[0], ...constants)) return null;
  return tokens.length === (name.schema === null ? 1 : 3) ? name.name : null;
}

/** Words that stand where a column could, and are none. */
const constants = ['NULL', 'TRUE', 'FALSE', 'CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME', 'DEFAULT'];

/** CAST(c AS type), c::type. */
function castOf(engine: Engine, tokens: readonly Token[]): string | null {
  if (isKeyword(tokens[0], 'CAST') && isSymbol(tokens[1], '(') && closeOf(tokens, 1) === tokens.length - 1) {
    const as = tokens.findIndex((token) => isKeyword(token, 'AS'));
    return columnOrCast(engine, tokens.slice(2, as));
  }
  const colons = tokens.findIndex(
    (token, at) => isSymbol(token, '::') || (isSymbol(token, ':') && isSymbol(tokens[at + 1], ':')),
  );
  if (colons < 1) return null;
  const type = tokens.slice(colons + 1);
  const isType = type.every(
    ({ kind, text }) =>
      kind === 'word' || kind === 'number' || kind === 'quoted-identifier' || /^[():,[\].]+$/.test(text),
  );
  return isType ? columnOrCast(engine, tokens.slice(0, colons)) : null;
}

function columnOrCast(engine: Engine, tokens: readonly Token[]): string | null {
  const made = copiedExpression(engine, tokens);
  return made.kind === 'column' || made.kind === 'cast' ? made.column : null;
}

function withoutAlias(tokens: readonly Token[]): readonly Token[] {
  const last = tokens.at(-1);
  if (tokens.length > 2 && isKeyword(tokens.at(-2), 'AS')) {
    const depth = tokens.reduce(
      (sum, token) => sum + (isSymbol(token, '(') ? 1 : isSymbol(token, ')') ? -1 : 0),
      0,
    );
    if (depth === 0 && last !== undefined && !isSymbol(last, ')')) return tokens.slice(0, -2);
  }
  return tokens;
}

function closeOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (isSymbol(tokens[at], '(')) depth += 1;
    if (isSymbol(tokens[at], ')') && --depth === 0) return at;
  }
  return tokens.length;
}
