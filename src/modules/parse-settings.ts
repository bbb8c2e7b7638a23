import { LockstepError } from '../core/errors.ts';
import { jsonSpans, lineOf } from './json-spans.ts';
import { parseJson } from './parse-json.ts';
import type { Setting } from './setting.ts';

/** A file of settings beside the configuration, read and found right. */
export interface SettingsFile {
  readonly value: unknown;
  /** The line of a key's path, `accepted[0].reason`; 1 where there is no such key. */
  readonly lineOf: (key: string) => number;
  /** Throws CONFIG_INVALID at a key. */
  readonly fail: (key: string, message: string, hint: string) => never;
}

/**
 * Returns what a JSON text says when `setting` takes it. Throws CONFIG_INVALID with file and line of the first mistake,
 * a key that stands twice among them; `page` is where the file is described.
 */
export function parseSettings(content: string, file: string, setting: Setting, page: string): SettingsFile {
  const value = parseJson(content, file);
  const spans = jsonSpans(content);
  const failAt = (key: string, keyStart: number, message: string, hint: string): never => {
    const line = lineOf(content, keyStart);
    throw new LockstepError('CONFIG_INVALID', `${file}:${line}: ${message}`, {
      hint,
      details: { file, line, key },
    });
  };
  const startOf = (key: string): number => spans.find(({ path }) => path === key)?.keyStart ?? 0;
  const problem = setting(value, '');
  if (problem !== null) {
    const { key, expected, found } = problem;
    const where = key === '' ? 'the file' : key;
    const message = `${where} must be ${expected}, not ${found}.`;
    failAt(key, startOf(key), message, `Mend that line; ${page} shows the file.`);
  }
  const seen = new Set<string>();
  for (const { path, keyStart } of spans) {
    if (seen.has(path)) failAt(path, keyStart, `${path} stands twice.`, 'Take one of them out.');
    seen.add(path);
  }
  return {
    value,
    lineOf: (key) => lineOf(content, startOf(key)),
    fail: (key, message, hint) => failAt(key, startOf(key), message, hint),
  };
}
