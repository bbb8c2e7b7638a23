import type { Engine } from '../../core/engine.ts';
import type { DdlSubject } from '../../sql/ddl-subject.ts';
import { type DefinedPart, definedPart, definedParts, wordsOf, writtenAs } from '../../sql/defined-parts.ts';
import { alterActions } from '../../sql/intent-alter.ts';
import { lowerAscii, nameAt } from '../../sql/names.ts';
import { splitAtCommas } from '../../sql/split-at-commas.ts';
import type { Statement } from '../../sql/statements.ts';
import { isKeyword, type Token } from '../../sql/token.ts';
import { nothingAdded, type OpenTouch } from './touch.ts';
import { objectKey, type WrittenSchema } from './written-schema.ts';

/** Returns what one subject of a CREATE, ALTER or DROP touches, and enters it into the schema. */
export function readDdl(
  schema: WrittenSchema,
  engine: Engine,
  statement: Statement,
  subject: DdlSubject,
): readonly OpenTouch[] {
  const touch: OpenTouch = {
    relation: subject.relation,
    columns: null,
    made: null,
    added: nothingAdded,
    kind: subject.verb,
    object: null,
    start: statement.start,
  };
  if (subject.renamedTo !== null) {
    schema.rename(subject.relation, subject.renamedTo);
    return [
      { ...touch, kind: 'rename' },
      { ...touch, kind: 'rename', relation: subject.renamedTo },
    ];
  }
  if (subject.kind === 'table' || subject.kind === 'view') {
    return [readRelation(schema, engine, statement, subject, touch)];
  }
  return [readObject(schema, engine, statement, subject, touch)];
}

function readRelation(
  schema: WrittenSchema,
  engine: Engine,
  { tokens }: Statement,
  subject: DdlSubject,
  touch: OpenTouch,
): OpenTouch {
  const { verb, relation } = subject;
  if (verb === 'drop') schema.drop(relation);
  if (subject.kind === 'view') {
    const key = objectKey(subject);
    if (verb === 'create') {
      schema.define(relation, null);
      schema.defineObject(key, { name: key, relation, text: writtenAs(tokens) });
    }
    return {
      ...touch,
      added: verb === 'create' ? null : nothingAdded,
      object: verb === 'alter' ? null : key,
    };
  }
  if (verb === 'create') schema.define(relation, definedParts(engine, tokens));
  if (verb !== 'alter') return { ...touch, added: verb === 'create' ? null : nothingAdded };
  const columns = wordsOf(tokens);
  return { ...touch, columns, made: columns, added: alter(schema, engine, tokens, relation) };
}

/** Enters the columns that an ALTER TABLE adds, drops and renames; returns those that it adds. */
function alter(
  schema: WrittenSchema,
  engine: Engine,
  tokens: readonly Token[],
  relation: string,
): ReadonlySet<string> {
  const added = new Set<string>();
  let parts = schema.partsOf(relation);
  for (const action of alterActions(engine, tokens, 0)) {
    const column = 'column' in action ? lowerAscii(action.column) : null;
    if (action.kind === 'add-column') {
      const part = partAt(engine, tokens, action.start, action.column);
      added.add(lowerAscii(action.column));
      parts = parts === null ? null : [...parts, part];
    }
    if (action.kind === 'drop-column') parts = parts?.filter((part) => part.column !== column) ?? null;
    if (action.kind === 'rename-column') {
      const to = lowerAscii(action.to);
      added.add(to);
      parts = parts?.map((part) => (part.column === column ? renamed(part, to) : part)) ?? null;
    }
  }
  if (schema.has(relation)) schema.define(relation, parts);
  return added;
}

/** The column that the subcommand at an offset writes. */
function partAt(engine: Engine, tokens: readonly Token[], start: number, column: string): DefinedPart {
  const from = tokens.findIndex((token) => token.start === start);
  const [piece = []] = splitAtCommas(tokens.slice(from));
  const name = piece.findIndex((_, index) => index > 0 && nameAt(engine, piece, index)?.name === column);
  return definedPart(engine, piece.slice(Math.max(name, 0)));
}

function renamed(part: DefinedPart, to: string): DefinedPart {
  return { ...part, column: to, text: [to, ...part.text.split(' ').slice(1)].join(' ') };
}

function readObject(
  schema: WrittenSchema,
  engine: Engine,
  { tokens }: Statement,
  subject: DdlSubject,
  touch: OpenTouch,
): OpenTouch {
  const key = objectKey(subject);
  if (subject.verb === 'drop') schema.dropObject(key);
  if (subject.verb === 'create') {
    const { object, relation } = subject;
    if (object !== null) schema.defineObject(key, { name: object, relation, text: writtenAs(tokens) });
    const called = calledFunction(engine, tokens);
    if (called !== null) schema.addCaller(called, relation);
  }
  if (subject.verb === 'alter') renameObject(schema, engine, tokens, subject);
  // An index is about the columns that it names, the others about whatever happens to a row.
  const columns = subject.kind === 'index' ? wordsOf(tokens) : null;
  return { ...touch, kind: 'alter', columns, made: columns, object: subject.verb === 'alter' ? null : key };
}

/** ALTER INDEX … RENAME TO: what drops it later names the new one, and no table. */
function renameObject(
  schema: WrittenSchema,
  engine: Engine,
  tokens: readonly Token[],
  subject: DdlSubject,
): void {
  const at = tokens.findIndex(
    (token, index) => isKeyword(token, 'RENAME') && isKeyword(tokens[index + 1], 'TO'),
  );
  const name = at < 0 ? null : nameAt(engine, tokens, at + 2);
  if (name === null) return;
  const object = lowerAscii(name.name);
  const text = schema.textOf(objectKey(subject)) ?? '';
  schema.dropObject(objectKey(subject));
  schema.defineObject(objectKey({ ...subject, object }), { name: object, relation: subject.relation, text });
}

/** The function that a trigger of PostgreSQL calls. */
function calledFunction(engine: Engine, tokens: readonly Token[]): string | null {
  const at = tokens.findIndex(
    (token, index) => isKeyword(token, 'EXECUTE') && isKeyword(tokens[index + 1], 'FUNCTION', 'PROCEDURE'),
  );
  const name = at < 0 ? null : nameAt(engine, tokens, at + 2);
  return name === null ? null : lowerAscii(name.name);
}
