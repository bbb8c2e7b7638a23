import { type Mutant, mutantOf, type Mutate, tablesOf, withElement } from './mutant.ts';
import type { Words } from './store.ts';
import { closing, find, isColumn, splice, splitBy } from './words.ts';

/** Primary keys, unique sets and foreign keys: gone, of other columns, in another order, with another target or action. */
export const mutateKeys: Mutate = function* (store) {
  const targets = store.sqlite.filter(
    ({ type, words }) => type === 'table' && words.join(' ').includes('( id TEXT'),
  );
  for (const { object, text } of tablesOf(store)) {
    for (const [place, element] of text.elements.entries()) {
      const put = (kind: string, words: Words | null): Mutant =>
        mutantOf(store, kind, object, withElement(text, place, words));
      for (const [words, what] of [
        [['PRIMARY', 'KEY'], 'a primary key'],
        [['UNIQUE'], 'a unique set'],
      ] as const) {
        const [at] = find(element, ...words);
        if (at === undefined) continue;
        const open = at + words.length;
        if (isColumn(element)) yield put(`drop ${what}`, splice(element, at, open));
        else {
          yield put(`drop ${what}`, null);
          yield* lists(element, open, (kind, changed) => put(`${kind} of ${what}`, changed));
        }
      }
      if (isColumn(element) && !element.includes('UNIQUE') && !element.includes('PRIMARY')) {
        yield put('add a unique set', [...element, 'UNIQUE']);
      }
      yield* foreignKeys(
        element,
        object.name,
        targets.map(({ name }) => name),
        put,
      );
    }
  }
};

/** Two columns swapped, the last one gone. */
export function* lists(
  words: Words,
  open: number,
  put: (kind: string, words: Words) => Mutant,
): Generator<Mutant> {
  const end = closing(words, open);
  const keys = splitBy(words.slice(open + 1, end), ',');
  if (keys.length < 2) return;
  const written = (list: readonly Words[]): Words =>
    splice(words, open + 1, end, ...list.flatMap((key, at) => (at === 0 ? key : [',', ...key])));
  yield put('swap two columns', written([keys[1]!, keys[0]!, ...keys.slice(2)]));
  yield put('drop a column', written(keys.slice(0, -1)));
}

const actions: readonly Words[] = [['CASCADE'], ['SET', 'NULL'], ['RESTRICT'], ['NO', 'ACTION']];

function* foreignKeys(
  element: Words,
  table: string,
  targets: readonly string[],
  put: (kind: string, words: Words | null) => Mutant,
): Generator<Mutant> {
  const [at] = find(element, 'REFERENCES');
  if (at === undefined) return;
  const columnsEnd = closing(element, at + 2) + 1;
  const clauses = (['DELETE', 'UPDATE'] as const).flatMap((event) => {
    const [start] = find(element, 'ON', event);
    if (start === undefined) return [];
    const length = ['SET', 'NO'].includes(element[start + 2]!) ? 4 : 3;
    return [{ event, start, end: start + length, action: element.slice(start + 2, start + length) }];
  });
  const end = Math.max(columnsEnd, ...clauses.map((clause) => clause.end));
  yield put('drop a foreign key', isColumn(element) ? splice(element, at, end) : null);
  yield put('defer a foreign key', splice(element, end, end, 'DEFERRABLE', 'INITIALLY', 'DEFERRED'));
  const target = targets.find((name) => name !== element[at + 1] && name !== table);
  if (target !== undefined && element[at + 3] === 'id') {
    yield put('change the target of a foreign key', splice(element, at + 1, at + 2, target));
  }
  for (const { event, start, end: stop, action } of clauses) {
    yield put(`drop ON ${event}`, splice(element, start, stop));
    const other = actions.find((words) => words.join() !== action.join())!;
    yield put(`change ON ${event}`, splice(element, start + 2, stop, ...other));
  }
}
