import type { Script } from '../../core/migration.ts';
import { ddlSubjects } from '../../sql/ddl-subject.ts';
import { diskPositionsIn } from '../../sql/position.ts';
import { type Statement, splitStatements } from '../../sql/statements.ts';
import { isKeyword } from '../../sql/token.ts';
import { readBody, readRows } from './read-rows.ts';
import { readDdl } from './read-ddl.ts';
import { rebuiltTouch } from './rebuilt-touch.ts';
import type { OpenTouch, Touch } from './touch.ts';
import { objectKey, WrittenSchema } from './written-schema.ts';

/**
 * Returns what a script touches of the tables and views that the chain made, in its order, and enters it into `schema`.
 * It is read off the words: a view is touched by its own statements, a table also by what its triggers and their functions
 * would write into it. A table that is rebuilt is touched where its columns, constraints, indexes or rows become other
 * ones; what is only written again is not.
 */
export function scriptTouches(schema: WrittenSchema, script: Script): readonly Touch[] {
  const before = new WrittenSchema(schema);
  const open: OpenTouch[] = [];
  for (const statement of splitStatements(script.engine, script.text)) {
    const found = readStatement(schema, script, statement);
    for (const [index, touch] of found.entries()) {
      const next = found[index + 1];
      // A table that was built under another name: all of it was about the one that it becomes.
      if (touch.kind === 'rename' && next?.kind === 'rename' && !before.has(touch.relation)) {
        for (const earlier of open) if (earlier.relation === touch.relation) earlier.relation = next.relation;
      }
    }
    open.push(...found);
  }
  return settle(open, before, schema, script);
}

function readStatement(
  schema: WrittenSchema,
  { engine }: Script,
  statement: Statement,
): readonly OpenTouch[] {
  if (isKeyword(statement.tokens[1], 'TEMP', 'TEMPORARY')) return [];
  const subjects = ddlSubjects(engine, statement, (object) => schema.relationOf(object));
  if (subjects.length === 0) return readRows(schema, engine, statement);
  return subjects.flatMap((subject) => {
    const touches = readDdl(schema, engine, statement, subject);
    if (subject.kind !== 'trigger' || subject.verb !== 'create') return touches;
    return [...touches, ...readBody(schema, engine, statement, objectKey(subject))];
  });
}

function settle(
  open: readonly OpenTouch[],
  before: WrittenSchema,
  after: WrittenSchema,
  script: Script,
): readonly Touch[] {
  const positionOf = diskPositionsIn(script);
  const rebuilt = new Set(
    open
      .filter(({ kind, relation }) => kind === 'create' && before.has(relation) && after.has(relation))
      .map(({ relation }) => relation),
  );
  return open.flatMap((touch): readonly Touch[] => {
    const { relation, kind, object, start } = touch;
    // Made and dropped in one script, or not the module's.
    if (!before.has(relation) && !after.has(relation)) return [];
    if (object !== null && before.textOf(object) !== null && before.textOf(object) === after.textOf(object))
      return [];
    const place = { file: script.file, ...positionOf(start) };
    const { columns, added } = touch;
    if (!rebuilt.has(relation)) return [{ relation, columns, added, place }];
    if (kind === 'drop' || kind === 'rename') return [];
    if (kind === 'create') return [{ ...rebuiltTouch(relation, before, after), place }];
    return [{ relation, columns: touch.made, added, place }];
  });
}
