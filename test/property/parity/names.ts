import type { Engine } from '../../../src/core/engine.ts';
import type { Speller } from './spelling.ts';

/** Names that somebody might give, and those that only a test does. No two are one for SQLite. */
export const nameParts: readonly string[] = [
  'a',
  'owner',
  'Status',
  'createdAt',
  'order items',
  'select',
  'group',
  'größe',
  '名前',
  'say "x"',
  "o'clock",
  'x.y',
  'b-c',
  'Ünit',
  'value',
  'UPPER',
  '_under',
  'né',
  'k$1',
  '1st',
  'index',
  'a`b',
  'new.x',
  'text',
  'now',
  'a,b',
  'c d.e',
  'type',
  'Key',
  'true_',
  'p%q',
  'back\\slash',
];

const plain = /^[a-z_][a-z0-9_]*$/;
/** Words that need quotes on one of the engines at least. */
const words: ReadonlySet<string> = new Set(['select', 'group', 'index', 'type', 'text', 'value', 'now']);

/** Returns the name as a statement of an engine may write it. */
export function spellIdentifier(engine: Engine, name: string, { pick }: Speller): string {
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const isPlain = plain.test(name) && !words.has(name);
  if (engine === 'postgres') return isPlain ? pick(name, quoted, name.toUpperCase()) : quoted;
  const others = [
    ...(name.includes(']') ? [] : [`[${name}]`]),
    `\`${name.replaceAll('`', '``')}\``,
    // PostgreSQL folds ASCII only where it is not quoted; SQLite never minds it.
    ...(plain.test(name) ? [`"${name.toUpperCase()}"`] : []),
  ];
  return isPlain ? pick(name, quoted, name.toUpperCase(), ...others) : pick(quoted, quoted, ...others);
}
