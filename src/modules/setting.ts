import { nearest } from '../core/did-you-mean.ts';

/** What is wrong with one setting. */
export interface SettingProblem {
  /** The path of the key, e.g. `modules[0].migrations.sqlite`; empty for the whole value. */
  readonly key: string;
  readonly expected: string;
  /** What stands there, without a value that may be secret. */
  readonly found: string;
}

/** Looks at one value: returns what is wrong with it, or null where it is fine. */
export type Setting = (value: unknown, key: string) => SettingProblem | null;

/** Returns a setting that takes any text which `isValid` accepts. A secret text is never repeated in a problem. */
export function text(expected: string, isValid: (value: string) => boolean, secret = false): Setting {
  return (value, key) => {
    if (typeof value === 'string' && isValid(value)) return null;
    return { key, expected, found: typeof value === 'string' && secret ? 'another text' : describe(value) };
  };
}

/** Returns a setting that takes one of the given texts, with a suggestion for a near miss. */
export function oneOf(choices: readonly string[]): Setting {
  return (value, key) => {
    if (typeof value === 'string' && choices.includes(value)) return null;
    const guess = typeof value === 'string' ? nearest(value, choices) : null;
    const expected = choices.map((choice) => `"${choice}"`).join(' or ');
    return {
      key,
      expected: guess === null ? expected : `${expected} (did you mean "${guess}"?)`,
      found: describe(value),
    };
  };
}

/** Returns a setting that takes the whole numbers of a range. */
export function wholeNumber(from: number, to: number): Setting {
  return (value, key) => {
    if (Number.isInteger(value) && Number(value) >= from && Number(value) <= to) return null;
    return { key, expected: `a whole number from ${from} to ${to}`, found: describe(value) };
  };
}

/** Returns a setting that takes null besides what `setting` takes. */
export function orNull(setting: Setting): Setting {
  return (value, key) => (value === null ? null : setting(value, key));
}

/** Returns a setting that takes a list whose items `item` takes, with at least `least` of them. */
export function listOf(item: Setting, what: string, least = 0): Setting {
  return (value, key) => {
    if (!Array.isArray(value) || value.length < least) {
      const expected = least > 0 ? `a list with at least ${least} ${what}` : `a list of ${what}s`;
      return { key, expected, found: Array.isArray(value) ? 'an empty list' : describe(value) };
    }
    return firstProblem(value, (entry, index) => item(entry, `${key}[${index}]`));
  };
}

/** Returns a setting that takes an object whose keys `name` and whose values `value` takes. */
export function recordOf(name: Setting, value: Setting, what: string): Setting {
  return (found, key) => {
    if (!isObject(found)) return { key, expected: what, found: describe(found) };
    return firstProblem(Object.entries(found), ([entryKey, entry]) => {
      const path = join(key, entryKey);
      const badName = name(entryKey, path);
      return badName === null ? value(entry, path) : { ...badName, found: `the key ${describe(entryKey)}` };
    });
  };
}

/** Returns a setting that takes an object with exactly these keys; those in `required` must be there. */
export function objectOf(
  keys: Readonly<Record<string, Setting>>,
  required: Readonly<Record<string, string>>,
): Setting {
  const known = Object.keys(keys);
  return (value, key) => {
    if (!isObject(value))
      return { key, expected: `an object with ${known.join(', ')}`, found: describe(value) };
    return (
      firstProblem(Object.keys(value), (name) => {
        if (known.includes(name)) return null;
        const guess = nearest(name, known);
        const expected = guess === null ? `one of the keys ${known.join(', ')}` : `the key "${guess}"`;
        return { key: join(key, name), expected, found: 'an unknown key' };
      }) ??
      firstProblem(Object.entries(required), ([name, expected]) =>
        value[name] === undefined ? { key: join(key, name), expected, found: 'nothing' } : null,
      ) ??
      firstProblem(Object.entries(keys), ([name, setting]) =>
        value[name] === undefined ? null : setting(value[name], join(key, name)),
      )
    );
  };
}

/** Returns what a value is, for a message: short, and never the inside of an object. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return value.length > 60 ? 'a longer text' : JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function firstProblem<T>(
  items: readonly T[],
  check: (item: T, index: number) => SettingProblem | null,
): SettingProblem | null {
  for (const [index, item] of items.entries()) {
    const problem = check(item, index);
    if (problem !== null) return problem;
  }
  return null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(key: string, name: string): string {
  return key === '' ? name : `${key}.${name}`;
}
