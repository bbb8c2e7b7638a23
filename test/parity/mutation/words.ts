import type { StoreObject, Words } from './store.ts';

/** A CREATE TABLE in its parts. */
export interface TableText {
  /** `CREATE TABLE name`. */
  readonly head: Words;
  /** What stands between the commas: columns and constraints. */
  readonly elements: readonly Words[];
  /** What stands behind the parenthesis. */
  readonly options: Words;
}

const constraintWords: ReadonlySet<string> = new Set(['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN']);

export function readTable({ words }: StoreObject): TableText {
  const open = words.indexOf('(');
  const close = closing(words, open);
  return {
    head: words.slice(0, open),
    elements: splitBy(words.slice(open + 1, close), ','),
    options: words.slice(close + 1),
  };
}

export function writeTable({ head, elements, options }: TableText): Words {
  const inner = elements.flatMap((element, place) => (place === 0 ? element : [',', ...element]));
  return [...head, '(', ...inner, ')', ...options];
}

/** True for a column, false for a constraint of the table. */
export function isColumn(element: Words): boolean {
  return !constraintWords.has((element[0] ?? '').toUpperCase());
}

/** The place of the parenthesis that closes the one at `open`. */
export function closing(words: Words, open: number): number {
  let depth = 0;
  for (let place = open; place < words.length; place += 1) {
    if (words[place] === '(') depth += 1;
    if (words[place] === ')') depth -= 1;
    if (depth === 0) return place;
  }
  throw new Error(`no parenthesis closes: ${words.join(' ')}`);
}

/** Cuts at a word outside of parentheses and of BETWEEN x AND y. */
export function splitBy(words: Words, separator: string): readonly Words[] {
  const parts: string[][] = [[]];
  let depth = 0;
  let between = false;
  for (const word of words) {
    if (word === '(') depth += 1;
    if (word === ')') depth -= 1;
    if (depth === 0 && word === separator && !between) {
      parts.push([]);
      continue;
    }
    if (word === 'BETWEEN') between = true;
    else if (word === 'AND') between = false;
    parts.at(-1)!.push(word);
  }
  return parts;
}

/** The words with those from `start` up to `end` replaced. */
export function splice(words: Words, start: number, end: number, ...instead: readonly string[]): Words {
  return [...words.slice(0, start), ...instead, ...words.slice(end)];
}

/** The places where a run of words begins outside of parentheses. */
export function find(words: Words, ...run: readonly string[]): readonly number[] {
  let depth = 0;
  return words.flatMap((word, place) => {
    const isHere = depth === 0 && run.every((wanted, offset) => words[place + offset] === wanted);
    if (word === '(') depth += 1;
    if (word === ')') depth -= 1;
    return isHere ? [place] : [];
  });
}

/** A parenthesised part that follows a key word. */
export interface Span {
  /** The key word's, or its CONSTRAINT name's. */
  readonly start: number;
  /** The first word inside. */
  readonly inner: number;
  /** The closing parenthesis. */
  readonly end: number;
}

/** Every `CHECK (…)` of an element. */
export function checksOf(element: Words): readonly Span[] {
  return find(element, 'CHECK', '(').map((place) => ({
    start: element[place - 2] === 'CONSTRAINT' ? place - 2 : place,
    inner: place + 2,
    end: closing(element, place + 1),
  }));
}
