import type { Engine } from '../../core/engine.ts';
import { namedActions } from '../../sql/intent.ts';
import type { NamedAction } from '../../sql/intent-action.ts';
import { lowerAscii, nameAt } from '../../sql/names.ts';
import type { Statement } from '../../sql/statements.ts';
import { isKeyword, type Token } from '../../sql/token.ts';
import { nothingAdded, type OpenTouch } from './touch.ts';
import type { WrittenSchema } from './written-schema.ts';

/** Returns what a statement touches that is no CREATE, ALTER or DROP of a table or of its parts: rows, a DO block, a function. */
export function readRows(schema: WrittenSchema, engine: Engine, statement: Statement): readonly OpenTouch[] {
  const { text, start, tokens } = statement;
  const name = functionName(engine, tokens);
  if (name === null) return actionTouches(schema, namedActions(engine, text), start, null);
  const key = `function ${name}`;
  schema.defineObject(key, { name: key, relation: '', text });
  // Whoever changes it changes what the triggers that call it do.
  const called = schema.callersOf(name).map((relation) => wholeTouch(relation, start, key));
  return [...called, ...readBody(schema, engine, statement, key)];
}

/** Returns what the body of a trigger or function writes, whenever it runs. */
export function readBody(
  schema: WrittenSchema,
  engine: Engine,
  { text, start, tokens }: Statement,
  key: string | null,
): readonly OpenTouch[] {
  const strings = tokens
    .filter(({ kind, text: string }) => kind === 'string' && /^(\$|')/.test(string))
    .flatMap((token) => {
      const inside = namedActions(engine, `DO ${token.text}`);
      return actionTouches(schema, inside, token.start - 'DO '.length, key);
    });
  const begin = bodyAt(tokens);
  if (begin === undefined) return strings;
  const inside = namedActions(engine, text.slice(begin.start - start));
  return [...strings, ...actionTouches(schema, inside, begin.start, key)];
}

/** The first statement of a body that is no string. BEGIN may be a column's name, but then no statement follows it. */
function bodyAt(tokens: readonly Token[]): Token | undefined {
  const words = ['INSERT', 'UPDATE', 'DELETE', 'SELECT', 'REPLACE', 'WITH'];
  return tokens.find(
    (token, index) =>
      isKeyword(token, ...words) &&
      (isKeyword(tokens[index - 1], 'BEGIN') ||
        (isKeyword(tokens[index - 1], 'ATOMIC') && isKeyword(tokens[index - 2], 'BEGIN'))),
  );
}

function functionName(engine: Engine, tokens: readonly Token[]): string | null {
  if (!isKeyword(tokens[0], 'CREATE', 'ALTER', 'DROP')) return null;
  const what = isKeyword(tokens[1], 'OR') ? 3 : 1;
  if (!isKeyword(tokens[what], 'FUNCTION', 'PROCEDURE')) return null;
  const name = nameAt(engine, tokens, isKeyword(tokens[what + 1], 'IF') ? what + 3 : what + 1);
  return name === null ? null : lowerAscii(name.name);
}

function actionTouches(
  schema: WrittenSchema,
  actions: readonly NamedAction[],
  offset: number,
  key: string | null,
): readonly OpenTouch[] {
  return actions.flatMap((action) => {
    const touch = touchOf(action, action.start + offset, key);
    if (action.kind === 'rename-table') {
      const to = lowerAscii(action.to);
      if (key === null) schema.rename(touch.relation, to);
      return [touch, { ...touch, relation: to }];
    }
    // A function may make a table whenever it runs: only a DO block has made it when the script is through.
    if (action.kind === 'create-table' && key === null) schema.define(touch.relation, null);
    if (action.kind === 'drop-table' && key === null) schema.drop(touch.relation);
    return [touch];
  });
}

const kinds: Partial<Record<NamedAction['kind'], OpenTouch['kind']>> = {
  'create-table': 'create',
  'drop-table': 'drop',
  'rename-table': 'rename',
  'add-column': 'alter',
  'rename-column': 'alter',
  'drop-column': 'alter',
  'convert-column': 'alter',
};

function touchOf(action: NamedAction, start: number, object: string | null): OpenTouch {
  const whole = wholeTouch(lowerAscii(action.table), start, object);
  const touch = { ...whole, kind: kinds[action.kind] ?? whole.kind };
  if (action.kind === 'create-table') return { ...touch, added: null };
  if (action.kind === 'insert') return insertTouch(action, touch);
  if (!('column' in action) || action.column === '*') return touch;
  const column = lowerAscii(action.column);
  const columns = new Set(action.kind === 'rename-column' ? [column, lowerAscii(action.to)] : [column]);
  const added = action.kind === 'add-column' ? columns : nothingAdded;
  return { ...touch, columns, made: columns, added };
}

function insertTouch(
  { columns: named, from }: NamedAction & { readonly kind: 'insert' },
  touch: OpenTouch,
): OpenTouch {
  const columns = named === null ? null : new Set(named.map(lowerAscii));
  if (from === null) return { ...touch, columns, made: columns };
  if (named === null) {
    const isPlain = from.expressions.every(({ kind }) => kind !== 'other');
    return { ...touch, made: isPlain ? new Set() : null };
  }
  const made = named.map(lowerAscii).filter((column, index) => {
    const expression = from.expressions[index];
    if (expression === undefined || expression.kind === 'other') return true;
    return expression.kind !== 'star' && lowerAscii(expression.column) !== column;
  });
  return { ...touch, columns, made: new Set(made) };
}

function wholeTouch(relation: string, start: number, object: string | null): OpenTouch {
  return { relation, columns: null, made: null, added: nothingAdded, kind: 'rows', object, start };
}
