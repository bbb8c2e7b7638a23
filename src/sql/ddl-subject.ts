import type { Engine } from '../core/engine.ts';
import { lowerAscii, nameAt, type QualifiedName } from './names.ts';
import type { Statement } from './statements.ts';
import { isKeyword, isSymbol, type Token } from './token.ts';

/** What a CREATE, ALTER or DROP is about. Names are in lower case, without a schema. */
export interface DdlSubject {
  readonly verb: 'create' | 'alter' | 'drop';
  /** The table or view; that of an index, trigger, policy or rule. */
  readonly relation: string;
  readonly kind: 'table' | 'view' | 'index' | 'trigger' | 'policy' | 'rule';
  /** The index, trigger, policy or rule besides the table, else null: also for an index that has no name. */
  readonly object: string | null;
  /** The new name of a table or view that is renamed, else null. */
  readonly renamedTo: string | null;
}

/** What may stand between CREATE and the kind of an object. */
const modifiers: readonly string[] =
  'OR REPLACE UNLOGGED TEMP TEMPORARY VIRTUAL FOREIGN UNIQUE RECURSIVE MATERIALIZED CONSTRAINT EVENT'.split(
    ' ',
  );
const verbs = ['create', 'alter', 'drop'] as const;
const relations = ['table', 'view'] as const;
const parts = ['index', 'trigger', 'policy', 'rule'] as const;

/**
 * Returns the tables, views and parts of them that a statement creates, alters or drops, several for DROP TABLE a, b;
 * empty where it is another statement. `relationOf` knows the table of an index or trigger whose statement does not name it.
 */
export function ddlSubjects(
  engine: Engine,
  { tokens }: Statement,
  relationOf: (object: string) => string | null,
): readonly DdlSubject[] {
  const verb = verbs.find((word) => isKeyword(tokens[0], word.toUpperCase()));
  if (verb === undefined) return [];
  let at = 1;
  while (isKeyword(tokens[at], ...modifiers)) at += 1;
  const what = tokens[at];
  at = behindClauses(tokens, at + 1);
  const relation = relations.find((word) => isKeyword(what, word.toUpperCase()));
  if (relation !== undefined) {
    const renamedTo = verb === 'alter' ? newName(engine, tokens, at) : null;
    return namesAt(engine, tokens, at, verb === 'drop').map((name) => ({
      verb,
      relation: name,
      kind: relation,
      object: null,
      renamedTo,
    }));
  }
  const part = parts.find((word) => isKeyword(what, word.toUpperCase()));
  if (part === undefined) return [];
  const on = tokens.findIndex((token, index) => index > at - 1 && isKeyword(token, 'ON'));
  const target = on < 0 ? null : nameAt(engine, tokens, isKeyword(tokens[on + 1], 'ONLY') ? on + 2 : on + 1);
  const names = isKeyword(tokens[at], 'ON') ? [null] : namesAt(engine, tokens, at, verb === 'drop');
  return names.flatMap((object) => {
    const table = target === null ? (object === null ? null : relationOf(object)) : lowerAscii(target.name);
    return table === null ? [] : [{ verb, relation: table, kind: part, object, renamedTo: null }];
  });
}

function behindClauses(tokens: readonly Token[], from: number): number {
  let at = from;
  if (isKeyword(tokens[at], 'CONCURRENTLY')) at += 1;
  if (isKeyword(tokens[at], 'IF')) at += isKeyword(tokens[at + 1], 'NOT') ? 3 : 2;
  if (isKeyword(tokens[at], 'ONLY')) at += 1;
  return at;
}

/** The name at a place; of a list all of them. */
function namesAt(engine: Engine, tokens: readonly Token[], from: number, isList: boolean): readonly string[] {
  const names: string[] = [];
  for (let at = from; ; at += 1) {
    const name: QualifiedName | null = nameAt(engine, tokens, at);
    if (name === null) return names;
    names.push(lowerAscii(name.name));
    at += name.schema === null ? 1 : 3;
    if (!isList || !isSymbol(tokens[at], ',')) return names;
  }
}

/** The table's new name in ALTER TABLE … RENAME TO …, else null. */
function newName(engine: Engine, tokens: readonly Token[], at: number): string | null {
  const rename = tokens.findIndex((token, index) => index > at && isKeyword(token, 'RENAME'));
  if (rename < 0 || !isKeyword(tokens[rename + 1], 'TO')) return null;
  const name = nameAt(engine, tokens, rename + 2)?.name;
  return name === undefined ? null : lowerAscii(name);
}
