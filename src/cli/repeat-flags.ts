import { redactUrl } from '../core/redact.ts';
import type { GlobalOptions } from './command.ts';

/**
 * Returns the flags that name the same configuration, databases and modules again, with a space before each; empty
 * where there is none. Null where a database was given as a URL with a secret: it must not be repeated, and a command
 * without it would work on another database.
 */
export function repeatFlags({ config, database = [], module = [] }: GlobalOptions): string | null {
  if (database.some((name) => redactUrl(name) !== name)) return null;
  return [
    ...(config === undefined ? [] : [` --config ${quoted(config)}`]),
    ...database.map((name) => ` --database ${quoted(name)}`),
    ...module.map((name) => ` --module ${quoted(name)}`),
  ].join('');
}

/** A shell would take `?` and `&` of a URL for its own. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
