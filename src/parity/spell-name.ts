/** Returns the name as identifiers of differences write it: quoted wherever the name alone would be ambiguous. */
export function spellName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Returns what a table or view is called: without the module's own schema. */
export function spellQualified(object: { readonly schema: string | null; readonly name: string }): string {
  return object.schema === null
    ? spellName(object.name)
    : `${spellName(object.schema)}.${spellName(object.name)}`;
}

/** Returns `a,b`: the columns of a key in its order. */
export function spellList(names: readonly string[]): string {
  return names.map(spellName).join(',');
}
