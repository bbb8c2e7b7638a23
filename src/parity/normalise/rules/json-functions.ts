import type { Engine } from '../../../core/engine.ts';
import { call, string } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import { isCall, isLiteral, signedNumber, type Translate } from '../scope.ts';

/** Steps into JSON: texts are keys, `[0]` an element. */
type Path = readonly string[];

/** The types that a document is cast to before something is looked up in it. */
const documents = /^(?:text|jsonb?|blob)$/i;

/** Takes `->` before it in: `(c -> 'a') ->> 'b'` is one way into c. */
function reach(name: '->' | '->>', whole: Expression, path: Path): Expression {
  const steps = path.map(string);
  // As text or as bytes, a document is the same.
  const subject = whole.kind === 'cast' && documents.test(whole.type) ? whole.arg : whole;
  return isCall(subject, '->') ? call(name, ...subject.args, ...steps) : call(name, subject, ...steps);
}

/** Returns the steps of `$.a."b c"[0]`, or null where the path asks for more than steps. */
function readPath(text: string): Path | null {
  if (!text.startsWith('$')) return null;
  const steps: string[] = [];
  const step = /\.(?:"([^"]*)"|([^.["\]]+))|(\[\d+\])/y;
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null) return null;
    steps.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return steps;
}

function textOf(expression: Expression | undefined): string | null {
  if (expression?.kind === 'cast') return textOf(expression.arg);
  return expression?.kind === 'string' ? expression.value : null;
}

function stepOf(expression: Expression): string | null {
  const digits = signedNumber(expression);
  return digits !== null && /^\d+$/.test(digits) ? `[${digits}]` : textOf(expression);
}

/** `c ->> 'a'` of both engines; SQLite reads a text that begins with `$` as a path. */
function arrow(name: '->' | '->>', pathOf: (text: string) => Path | null): Translate {
  return ([subject, key]) => {
    const step = key === undefined ? null : stepOf(key);
    if (subject === undefined || step === null) return null;
    const path = pathOf(step);
    return path === null ? null : reach(name, subject, path);
  };
}

/** `json_extract(c, '$.a')`, `json_type(c, '$.a')`: with a path, the function is of what lies there. */
function atPath(build: (at: Expression) => Expression, name: '->' | '->>'): Translate {
  return ([subject, path, ...more]) => {
    if (subject === undefined || more.length > 0) return null;
    if (path === undefined) return build(subject);
    const steps = readPath(textOf(path) ?? '');
    if (steps === null) return null;
    return build(steps.length === 0 ? subject : reach(name, subject, steps));
  };
}

function extractPath(name: '->' | '->>'): Translate {
  return ([subject, ...keys]) => {
    const steps = keys.map(stepOf);
    if (subject === undefined || steps.length === 0) return null;
    return steps.every((step) => step !== null) ? reach(name, subject, steps) : null;
  };
}

/** `c #>> '{a,b}'`, where every step is a plain word. */
function hashArrow(name: '->' | '->>'): Translate {
  return ([subject, path]) => {
    const inner = /^\{([\w,]+)\}$/.exec(textOf(path) ?? '')?.[1];
    return subject === undefined || inner === undefined ? null : reach(name, subject, inner.split(','));
  };
}

const type: Translate = ([arg]) => (arg === undefined ? null : call('json_type', arg));
const arrayLength: Translate = ([arg]) => (arg === undefined ? null : call('json_array_length', arg));
const isJson: Translate = ([arg]) => (arg === undefined ? null : call('json_valid', arg));
const oneStep = (text: string): Path => [text];

/** What the engines call by other names around JSON. */
export const jsonFunctions: Readonly<Record<Engine, readonly (readonly [string, Translate])[]>> = {
  postgres: [
    ['->', arrow('->', oneStep)],
    ['->>', arrow('->>', oneStep)],
    ['#>', hashArrow('->')],
    ['#>>', hashArrow('->>')],
    ['jsonb_extract_path', extractPath('->')],
    ['json_extract_path', extractPath('->')],
    ['jsonb_extract_path_text', extractPath('->>')],
    ['json_extract_path_text', extractPath('->>')],
    ['jsonb_typeof', type],
    ['json_typeof', type],
    ['jsonb_array_length', arrayLength],
    ['is json', isJson],
  ],
  sqlite: [
    ['->', arrow('->', (text) => (text.startsWith('$') ? readPath(text) : [text]))],
    ['->>', arrow('->>', (text) => (text.startsWith('$') ? readPath(text) : [text]))],
    [
      'json_extract',
      ([subject, path, ...more]) => (path === undefined || more.length > 0 ? null : extract(subject, path)),
    ],
    ['json_type', atPath((at) => call('json_type', at), '->')],
    ['json_array_length', atPath((at) => call('json_array_length', at), '->')],
    [
      'json_valid',
      ([arg, flags]) => (arg === undefined || flags !== undefined ? null : call('json_valid', arg)),
    ],
  ],
};

function extract(subject: Expression | undefined, path: Expression): Expression | null {
  const steps = readPath(textOf(path) ?? '');
  return subject === undefined || steps === null || steps.length === 0 ? null : reach('->>', subject, steps);
}

/** SQLite's names of types by PostgreSQL's, where one has several: all of them must be asked for. */
const typeGroups: readonly (readonly [string, readonly string[]])[] = [
  ['string', ['text']],
  ['number', ['integer', 'real']],
  ['boolean', ['true', 'false']],
];

/** `json_type(c) IN ('integer', 'real')` is what PostgreSQL calls a number; one of them alone is not. */
export function nameJsonTypes(expression: Expression): Expression | null {
  if (!isCall(expression, '=', '<>', 'in') || !isCall(expression.args[0], 'json_type')) return null;
  const [subject, right] = expression.args;
  if (subject === undefined || right === undefined || !(right.kind === 'list' || isLiteral(right)))
    return null;
  const items = right.kind === 'list' ? right.items.map(textOf) : [textOf(right)];
  let names: readonly (string | null)[] = items;
  for (const [name, group] of typeGroups) {
    if (group.every((member) => names.includes(member))) {
      names = [...names.filter((item) => item === null || !group.includes(item)), name];
    }
  }
  if (names === items || names.includes(null)) return null;
  const next = names.map((name) => string(name ?? ''));
  const [only] = next;
  if (right.kind === 'list') return call('in', subject, { kind: 'list', items: next });
  return only === undefined ? null : call(expression.name, subject, only);
}
