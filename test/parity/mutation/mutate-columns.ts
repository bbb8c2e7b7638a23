import { type Mutant, mutantOf, type Mutate, tablesOf, withElement } from './mutant.ts';
import type { Store, Words } from './store.ts';
import { closing, find, isColumn, splice, writeTable } from './words.ts';

const otherTypes: Readonly<Record<string, readonly string[]>> = {
  TEXT: ['INTEGER', 'BLOB'],
  INTEGER: ['TEXT', 'REAL'],
  BLOB: ['TEXT'],
};

/** Tables and columns: gone, renamed, of another type, nullable or not, with another default or collation. */
export const mutateColumns: Mutate = function* (store) {
  for (const { object, text } of tablesOf(store)) {
    yield mutantOf(store, 'drop a table', object, null);
    yield mutantOf(store, 'drop STRICT', object, writeTable({ ...text, options: [] }));
    for (const [place, element] of text.elements.entries()) {
      if (!isColumn(element)) continue;
      const name = element[0]!;
      const put = (kind: string, words: Words | null): Mutant =>
        mutantOf(store, kind, object, withElement(text, place, words), name);
      if (isFree(store, object.name, name)) {
        yield put('drop a column', null);
        yield put('rename a column', splice(element, 0, 1, `${name}_old`));
      }
      for (const type of otherTypes[element[1]!] ?? [])
        yield put('change a type', splice(element, 1, 2, type));
      const isKey = isKeyColumn(text.elements, name);
      const [notNull] = find(element, 'NOT', 'NULL');
      if (notNull === undefined) yield put('add NOT NULL', splice(element, 2, 2, 'NOT', 'NULL'));
      else
        yield put(isKey ? 'drop NOT NULL of a key' : 'drop NOT NULL', splice(element, notNull, notNull + 2));
      if (element[1] === 'TEXT') yield put('add COLLATE NOCASE', splice(element, 2, 2, 'COLLATE', 'NOCASE'));
      if (notNull === undefined && !element.includes('REFERENCES')) {
        yield put('make a column generated', [...element, 'AS', '(', 'NULL', ')', 'STORED']);
      }
      yield* defaults(element, put);
    }
  }
};

function* defaults(element: Words, put: (kind: string, words: Words) => Mutant): Generator<Mutant> {
  const [place] = find(element, 'DEFAULT');
  if (place === undefined) {
    if (element.includes('PRIMARY')) return;
    yield put('add a default', [...element, 'DEFAULT', element[1] === 'INTEGER' ? '0' : `''`]);
    return;
  }
  const end = element[place + 1] === '(' ? closing(element, place + 1) + 1 : place + 2;
  yield put('drop a default', splice(element, place, end));
  const value = element[place + 1]!;
  if (value === '(') {
    const clock = element.slice(place, end).join(' ');
    if (!clock.includes('* 1000')) return;
    yield put(
      'change the unit of a default',
      splice(element, place + 1, end, '(', 'unixepoch', '(', ')', ')'),
    );
    yield put('change a default', splice(element, place + 1, end, '0'));
  } else yield put('change a default', splice(element, place + 1, end, otherValue(value)));
}

/** A value of the same type that is another. */
export function otherValue(value: string): string {
  if (!value.startsWith(`'`)) return String(Number(value) + 1);
  if (value === `'{}'`) return `'[]'`;
  return value === `'[]'` ? `'{}'` : `${value.slice(0, -1)}x'`;
}

function isKeyColumn(elements: readonly Words[], name: string): boolean {
  return elements.some((element) => {
    const [place] = find(element, 'PRIMARY', 'KEY');
    return (
      place !== undefined && (isColumn(element) ? element[0] === name : element.slice(place).includes(name))
    );
  });
}

/** True where nothing else of the store names the column, so that it can go. */
function isFree({ sqlite }: Store, table: string, column: string): boolean {
  const uses = sqlite.filter(({ words }) => words.includes(table)).flatMap(({ words }) => words);
  return uses.filter((word) => word === column).length === 1 + countElsewhere(sqlite, table, column);
}

/** Other tables that name both, for a column of their own. */
function countElsewhere(objects: Store['sqlite'], table: string, column: string): number {
  return objects
    .filter((item) => item.type === 'table' && item.name !== table && item.words.includes(table))
    .flatMap(({ words }) => words)
    .filter((word) => word === column).length;
}
