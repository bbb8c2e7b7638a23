/** Where a value of a JSON text stands. */
export interface JsonSpan {
  /** `accepted[0].reason`, as settings spell it; empty for the whole. */
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** Where its key begins, or itself in a list. */
  readonly keyStart: number;
}

/** Returns where every value of a valid JSON text stands, outer ones first. A key that stands twice has two spans. */
export function jsonSpans(text: string): readonly JsonSpan[] {
  const spans: JsonSpan[] = [];
  let at = 0;
  const skip = (): void => {
    while (/[\s,:\uFEFF]/.test(text[at] ?? 'x')) at += 1;
  };
  const skipString = (): string => {
    const start = at;
    at += 1;
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at += 1;
    return text.slice(start, at);
  };
  const read = (path: string, keyStart: number): void => {
    const start = at;
    const place = spans.push({ path, start, end: start, keyStart }) - 1;
    const opening = text[at];
    if (opening === '"') skipString();
    else if (opening === '{' || opening === '[') {
      at += 1;
      for (let index = 0; ; index += 1) {
        skip();
        if (at >= text.length || text[at] === '}' || text[at] === ']') break;
        const begin = at;
        if (opening === '[') read(`${path}[${index}]`, begin);
        else {
          const key = JSON.parse(skipString()) as string;
          skip();
          read(path === '' ? key : `${path}.${key}`, begin);
        }
      }
      at += 1;
    } else while (at < text.length && !/[\s,\]}]/.test(text[at]!)) at += 1;
    spans[place] = { path, start, end: at, keyStart };
  };
  skip();
  if (at < text.length) read('', at);
  return spans;
}

/** Returns the line of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
