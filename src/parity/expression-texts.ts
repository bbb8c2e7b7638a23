import type { Schema, SqlText } from '../core/schema.ts';

/** Returns every expression of a schema that a comparison reads: many at once are read faster than one after the other. */
export function expressionTexts({ tables }: Schema): ReadonlySet<SqlText> {
  const texts = new Set<SqlText>();
  const add = (text: SqlText | null): void => {
    if (text !== null) texts.add(text);
  };
  for (const { columns, indexes, checks, triggers } of tables) {
    for (const { default: value, generated } of columns) add(generated?.expression ?? value);
    for (const { expression } of checks) add(expression);
    for (const { when } of triggers) add(when);
    for (const { keys, predicate } of indexes) {
      add(predicate);
      for (const key of keys) if ('expression' in key) add(key.expression);
    }
  }
  return texts;
}
