/** A name as PostgreSQL reads it back unchanged, whatever its case and characters. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text constant that means the same whatever `standard_conforming_strings` says. */
export function quoteLiteral(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}

/** A text constant, or NULL. */
export function quoteNullable(text: string | null): string {
  return text === null ? 'NULL' : quoteLiteral(text);
}

/** The text between two dollar quotes whose tag does not occur in it. */
export function dollarQuote(text: string): string {
  let tag = 'lockstep';
  for (let i = 1; text.includes(tag); i += 1) tag = `lockstep${i}`;
  return `$${tag}$${text}$${tag}$`;
}
