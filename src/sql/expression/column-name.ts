/** Stands in a name for a dot of its own. Neither engine takes it in a name. */
const ownDot = '\0';

/** Returns one text for the parts of a column's name, as `new.at`: the dots between them are told from those within. */
export function joinName(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll('.', ownDot)).join('.');
}

/** Returns the parts that the text was made of. */
export function splitName(name: string): readonly string[] {
  return name.split('.').map((part) => part.replaceAll(ownDot, '.'));
}

/** Returns the last part: the column's name without its table. */
export function plainName(name: string): string {
  return /[.\0]/.test(name) ? (splitName(name).at(-1) ?? name) : name;
}
