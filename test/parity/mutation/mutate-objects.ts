import { type Mutant, mutantOf, type Mutate } from './mutant.ts';
import { conditions } from './mutate-checks.ts';
import { lists } from './mutate-keys.ts';
import type { StoreObject, Words } from './store.ts';
import { closing, find, splice } from './words.ts';

/** Indexes, triggers and views. */
export const mutateObjects: Mutate = function* (store) {
  for (const object of store.sqlite) {
    if (object.type === 'table') continue;
    const put = (kind: string, words: Words | null): Mutant => mutantOf(store, kind, object, words);
    yield* ways[object.type](object, put);
  }
};

type Ways = (object: StoreObject, put: (kind: string, words: Words | null) => Mutant) => Iterable<Mutant>;

const ways: Readonly<Record<'index' | 'trigger' | 'view', Ways>> = {
  *index({ words }, put) {
    yield put('drop an index', null);
    const isUnique = words[1] === 'UNIQUE';
    if (isUnique) yield put('drop UNIQUE of an index', splice(words, 1, 2));
    else yield put('add UNIQUE to an index', splice(words, 1, 1, 'UNIQUE'));
    const open = words.indexOf('(');
    const end = closing(words, open);
    yield* lists(words, open, (kind, changed) => put(`${kind} of an index`, changed));
    const count = find(words.slice(open + 1, end), ',').length + 1;
    yield put(
      count === 1 ? 'make an index of one column descend' : 'make a column of an index descend',
      splice(words, end, end, 'DESC'),
    );
    if (count === 1)
      yield put('make a column of an index NOCASE', splice(words, end, end, 'COLLATE', 'NOCASE'));
    const lower = words.indexOf('lower');
    if (lower > 0)
      yield put('drop a function of an index', splice(words, lower, lower + 4, words[lower + 2]!));
    const [where] = find(words, 'WHERE');
    if (where === undefined) {
      const first = words[open + 1]!;
      if (first !== 'lower') yield put('add a predicate', [...words, 'WHERE', first, '>', `''`]);
      return;
    }
    yield put('drop a predicate', words.slice(0, where));
    yield* conditions(words.slice(where + 1), (kind, changed) =>
      put(`${kind} in a predicate`, splice(words, where + 1, words.length, ...changed)),
    );
  },
  *trigger({ words, table }, put) {
    yield put('drop a trigger', null);
    const timing = words.indexOf('BEFORE');
    yield put('change the time of a trigger', splice(words, timing, timing + 1, 'AFTER'));
    const event = timing + 1;
    const other = words[event] === 'DELETE' ? 'UPDATE' : 'DELETE';
    yield put('change the event of a trigger', splice(words, event, event + 1, other));
    if (words[event] === 'UPDATE') {
      yield put('narrow a trigger to a column', splice(words, event + 1, event + 1, 'OF', 'id'));
    }
    const body = words.indexOf('BEGIN');
    yield put('put a trigger behind WHEN', splice(words, body, body, 'WHEN', 'OLD', '.', 'id', '=', `''`));
    yield put(`empty a trigger's body`, [...words.slice(0, body), 'BEGIN', 'SELECT', '1', ';', 'END']);
    yield put(
      'move a trigger to another table',
      splice(words, words.indexOf(table), words.indexOf(table) + 1, 'audit_log'),
    );
  },
  *view({ words }, put) {
    yield put('drop a view', null);
    const columns = find(words, ',');
    const first = columns[0]!;
    yield put('drop a column of a view', splice(words, first, columns[1]!));
    yield put('rename a column of a view', splice(words, first, first, 'AS', 'renamed'));
    const where = words.indexOf('WHERE');
    yield put(`drop a view's condition`, words.slice(0, where));
    const join = words.indexOf('LEFT');
    if (join > 0) yield put(`change a view's join`, splice(words, join, join + 1));
  },
};
