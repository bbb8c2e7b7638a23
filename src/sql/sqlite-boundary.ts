import type { Token } from './token.ts';

type Input = 'semicolon' | 'other' | 'explain' | 'create' | 'temp' | 'trigger' | 'end';
type State = 'start' | 'normal' | 'explain' | 'create' | 'trigger' | 'trigger-semicolon' | 'trigger-end';

const keywords: ReadonlyMap<string, Input> = new Map([
  ['EXPLAIN', 'explain'],
  ['CREATE', 'create'],
  ['TEMP', 'temp'],
  ['TEMPORARY', 'temp'],
  ['TRIGGER', 'trigger'],
  ['END', 'end'],
]);

/** The states of sqlite3_complete() (https://sqlite.org/src/file/src/complete.c): what is not named is `otherwise`. */
const transitions: Readonly<
  Record<State, { readonly otherwise: State; readonly on: { readonly [I in Input]?: State } }>
> = {
  start: { otherwise: 'normal', on: { semicolon: 'start', explain: 'explain', create: 'create' } },
  normal: { otherwise: 'normal', on: { semicolon: 'start' } },
  explain: {
    otherwise: 'normal',
    on: { semicolon: 'start', other: 'explain', create: 'create' },
  },
  create: { otherwise: 'normal', on: { semicolon: 'start', temp: 'create', trigger: 'trigger' } },
  trigger: { otherwise: 'trigger', on: { semicolon: 'trigger-semicolon' } },
  'trigger-semicolon': {
    otherwise: 'trigger',
    on: { semicolon: 'trigger-semicolon', end: 'trigger-end' },
  },
  'trigger-end': { otherwise: 'trigger', on: { semicolon: 'start' } },
};

/** Returns a judge that is shown token after token and answers true at a semicolon that ends a SQLite statement. */
export function sqliteBoundary(): (token: Token) => boolean {
  let state: State = 'start';
  return (token) => {
    // Within a plain statement only the semicolon matters: most tokens end here.
    if (state === 'normal' && token.text !== ';') return false;
    const { otherwise, on } = transitions[state];
    state = on[inputOf(token)] ?? otherwise;
    return state === 'start';
  };
}

function inputOf(token: Token): Input {
  if (token.kind === 'symbol' && token.text === ';') return 'semicolon';
  return (token.kind === 'word' ? keywords.get(token.text.toUpperCase()) : undefined) ?? 'other';
}
