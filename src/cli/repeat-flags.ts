import type { GlobalOptions } from './command.ts';

/**
 * Returns the flags that name the same configuration, databases and modules again, with a space before each; empty
 * where there is none. A database given as a URL is left out with the rest: it may hold a password.
 */
export function repeatFlags({ config, database = [], module = [] }: GlobalOptions): string {
  if (database.some((name) => name.includes(':'))) return '';
  return [
    ...(config === undefined ? [] : [` --config ${config}`]),
    ...database.map((name) => ` --database ${name}`),
    ...module.map((name) => ` --module ${name}`),
  ].join('');
}
