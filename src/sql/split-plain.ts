/**
 * What asks for a lexer: something that can hold a semicolon (a quote, a comment, a body, the parentheses of a parameter
 * of Tcl's kind), and what only a lexer knows to be white space or not.
 */
const notPlain = /['"`[\]$\\]|--|\/\*|[:@#]\w*\(|trigger|function|procedure|rule|[^\t\n\f\r\x20-\x7e]/i;
const spaces = ' \t\n\f\r';

/** Cuts a script at its semicolons and calls `add` for each statement; false, and nothing added, where that takes a lexer. */
export function splitPlain(text: string, add: (statement: string, start: number) => void): boolean {
  if (notPlain.test(text)) return false;
  for (let from = 0; from < text.length; ) {
    const semicolon = text.indexOf(';', from);
    let end = semicolon === -1 ? text.length : semicolon;
    const next = end + 1;
    while (from < end && spaces.includes(text[from]!)) from++;
    while (end > from && spaces.includes(text[end - 1]!)) end--;
    if (end > from) add(text.slice(from, end), from);
    from = next;
  }
  return true;
}
