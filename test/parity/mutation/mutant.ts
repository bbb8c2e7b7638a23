import type { Store, StoreObject, Words } from './store.ts';
import { readTable, type TableText, writeTable } from './words.ts';

/** The store on SQLite with one thing changed. */
export interface Mutant {
  /** What was done: a row of the score. */
  readonly kind: string;
  /** The statement that was changed, and how. */
  readonly object: string;
  /** The column of a table that it is about, else null. */
  readonly column: string | null;
  readonly change: string;
  readonly statements: readonly string[];
}

/** A place where a mutation can be made: yields every mutant of its kinds. */
export type Mutate = (store: Store) => Iterable<Mutant>;

/** Returns the mutant in which one object reads as `words`, or is gone where they are null. */
export function mutantOf(
  { sqlite }: Store,
  kind: string,
  object: StoreObject,
  words: Words | null,
  column: string | null = null,
): Mutant {
  const others = sqlite.filter((item) => words !== null || item === object || item.table !== object.name);
  return {
    kind,
    object: object.name,
    column,
    change: describe(object.words, words),
    statements: others.flatMap((item) => {
      const now = item === object ? words : item.words;
      return now === null ? [] : [now.join(' ')];
    }),
  };
}

/** Every table with its parts, and how to put another element in the place of one. */
export function* tablesOf({
  sqlite,
}: Store): Generator<{ readonly object: StoreObject; readonly text: TableText }> {
  for (const object of sqlite) if (object.type === 'table') yield { object, text: readTable(object) };
}

/** Returns the statement with another element at a place, or without it where that is null. */
export function withElement(text: TableText, place: number, element: Words | null): Words {
  const elements = text.elements.flatMap((old, at) =>
    at === place ? (element === null ? [] : [element]) : [old],
  );
  return writeTable({ ...text, elements });
}

/** What differs between two statements, with a word around it. */
function describe(before: Words, after: Words | null): string {
  if (after === null) return 'gone';
  let start = 0;
  while (before[start] === after[start] && start < after.length) start += 1;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end))
    end += 1;
  const shown = (words: Words): string => words.slice(Math.max(0, start - 3), words.length - end).join(' ');
  return `${shown(before)} → ${shown(after)}`;
}
