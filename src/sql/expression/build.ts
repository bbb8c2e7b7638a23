import type { Expression } from './expression.ts';

export interface Branch {
  readonly when: Expression;
  readonly then: Expression;
}

/** Short words for building expressions: readers and rules make many. */

export const nullValue: Expression = { kind: 'null' };

export function call(name: string, ...args: readonly Expression[]): Expression {
  return { kind: 'call', name, args };
}

export function not(arg: Expression): Expression {
  return { kind: 'not', arg };
}

export function and(...args: readonly Expression[]): Expression {
  return { kind: 'and', args };
}

export function or(...args: readonly Expression[]): Expression {
  return { kind: 'or', args };
}

export function string(value: string): Expression {
  return { kind: 'string', value };
}

/** A number of any sign: what is negative is `-` before its digits. */
export function number(text: string): Expression {
  return text.startsWith('-') ? call('-', { kind: 'number', text: text.slice(1) }) : { kind: 'number', text };
}

export function boolean(value: boolean): Expression {
  return { kind: 'boolean', value };
}

export function cast(arg: Expression, type: string): Expression {
  return { kind: 'cast', arg, type };
}

/** `in`, whose right side is a list. */
export function inList(arg: Expression, items: readonly Expression[]): Expression {
  return call('in', arg, { kind: 'list', items });
}

/** One WHEN with its THEN. */
export function branch(when: Expression, then: Expression): Branch {
  // oxlint-disable-next-line unicorn/no-thenable -- the word of CASE; nobody awaits an expression.
  return { when, then };
}
