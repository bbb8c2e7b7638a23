import { type Mutant, mutantOf, type Mutate, tablesOf, withElement } from './mutant.ts';
import { otherValue } from './mutate-columns.ts';
import type { Words } from './store.ts';
import { checksOf, isColumn, splice, splitBy } from './words.ts';

/** CHECKs: gone, in part, with another number, label, operator or connective. */
export const mutateChecks: Mutate = function* (store) {
  for (const { object, text } of tablesOf(store)) {
    for (const [place, element] of text.elements.entries()) {
      const put = (kind: string, words: Words | null): Mutant =>
        mutantOf(
          store,
          kind,
          object,
          withElement(text, place, words),
          isColumn(element) ? element[0]! : null,
        );
      for (const { start, inner, end } of checksOf(element)) {
        const isAll = !isColumn(element) && start === 0;
        yield put('drop a CHECK', isAll ? null : splice(element, start, end + 1));
        const condition = element.slice(inner, end);
        const parts = splitBy(condition, 'AND');
        if (parts.length > 1) {
          for (const part of parts) {
            const rest = parts.filter((other) => other !== part);
            const words = rest.flatMap((other, at) => (at === 0 ? other : ['AND', ...other]));
            yield put('drop a part of a CHECK', splice(element, inner, end, ...words));
          }
        }
        yield* conditions(condition, (kind, words) =>
          put(`${kind} in a CHECK`, splice(element, inner, end, ...words)),
        );
      }
    }
  }
};

const otherOperators: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '=': '<>',
  '<>': '=',
  '+': '-',
  '*': '+',
};

/** Every way to change one word of a condition. */
export function* conditions(
  condition: Words,
  put: (kind: string, words: Words) => Mutant,
): Generator<Mutant> {
  let between = false;
  for (const [place, word] of condition.entries()) {
    const instead = (kind: string, end: number, ...words: readonly string[]): Mutant =>
      put(kind, splice(condition, place, end, ...words));
    const before = condition[place - 1];
    const after = condition[place + 1];
    if (/^\d/.test(word)) yield instead('change a number', place + 1, otherValue(word));
    if (word.startsWith(`'`))
      yield instead('change a text', place + 1, word === `''` ? `' '` : otherValue(word));
    const isOperator = otherOperators[word] !== undefined && condition[place - 1] !== undefined;
    if (isOperator) yield instead('change an operator', place + 1, otherOperators[word]!);
    if (word === '-' && (before === 'BETWEEN' || before === '(')) yield instead('change a sign', place + 1);
    if (word === 'AND' && !between) yield instead('change AND to OR', place + 1, 'OR');
    if (word === 'OR') yield instead('change OR to AND', place + 1, 'AND');
    if (word === 'IS' && after === 'NULL') yield instead('negate IS NULL', place + 1, 'IS', 'NOT');
    if (word === 'IS' && after === 'NOT') yield instead('negate IS NULL', place + 2, 'IS');
    if (word === 'IN') {
      const list = condition.slice(place + 2);
      const isText = list[0]!.startsWith(`'`);
      yield put(
        'add a member to a list',
        splice(condition, place + 2, place + 2, isText ? `'other'` : '9', ','),
      );
      if (list[1] === ',') yield put('drop a member of a list', splice(condition, place + 2, place + 4));
    }
    if (word === 'BETWEEN') between = true;
    else if (word === 'AND') between = false;
  }
}
