/** Query parameters and libpq keywords whose value is a secret. */
const secretKey = /(?:password|passwd|pwd|pass|token|auth_?token|secret|jwt|api_?key)=/gi;
const unquotedValue = /[^\s&]*/y;

/** From the start of a word to the last @ before a blank: a password may hold every other character unescaped. */
const wordUpToAt = /(?<!\S)\S*@/g;
/** A server's URL that was taken for a path has lost a slash. */
const schemeStart =
  /\b(?:postgres|postgresql|libsql|https?|wss?):\/{1,2}|(?<![a-z0-9+.-])[0-9+.-]*[a-z][a-z0-9+.-]*:\/\//i;

/**
 * Returns the text with the credentials of every URL in it replaced by `***`; text without any comes back unchanged.
 * When in doubt it hides too much rather than too little. Takes time in proportion to the text, which may be a whole
 * script that failed.
 */
export function redact(text: string): string {
  // Without these characters neither pattern can be found, and need not be compiled.
  const named = text.includes('@') ? text.replace(wordUpToAt, hideUserInfo) : text;
  return named.includes('=') ? hideSecretValues(named) : named;
}

/** Returns one whole URL with its credentials replaced by `***`, even where blanks stand inside the password. */
export function redactUrl(url: string): string {
  const encoded = url.replace(/\s/g, '\u0000');
  return redact(encoded).replaceAll('\u0000', ' ');
}

function hideUserInfo(word: string): string {
  const found = schemeStart.exec(word);
  if (found === null) return word;
  const [scheme] = found;
  const upToScheme = word.slice(0, found.index + scheme.length);
  const before = word.slice(upToScheme.length, -1);
  // What may stand in a scheme, and at its beginning is none of it.
  const name = scheme.replace(/^[^a-z]+/i, '');
  // Web addresses such as https://host/@scope carry an @ in the path.
  const isPathOfPage = /^https?:/i.test(name) && /^[a-z0-9.-]+(:\d+)?[/?#]/i.test(before);
  if (isPathOfPage) return word;
  // libsql servers know no users: what stands there is a token.
  if (/^(?:libsql|https?|wss?):/i.test(name)) return `${upToScheme}***@`;
  const user = /^[^:@/?#]*/.exec(before)![0];
  // Alone it is a user name; longer than any user name it is a token.
  const userIsAll = user === before && user.length <= 63;
  return userIsAll ? word : `${upToScheme}${user.length <= 63 ? user : ''}:***@`;
}

function hideSecretValues(text: string): string {
  let hidden = '';
  let shownTo = 0;
  secretKey.lastIndex = 0;
  for (let key = secretKey.exec(text); key !== null; key = secretKey.exec(text)) {
    const value = secretKey.lastIndex;
    unquotedValue.lastIndex = quotedValueEnd(text, value);
    unquotedValue.test(text);
    hidden += `${text.slice(shownTo, value)}***`;
    shownTo = unquotedValue.lastIndex;
    secretKey.lastIndex = shownTo;
  }
  return hidden + text.slice(shownTo);
}

/** Where the quoted value that opens at `start` ends, or `start` where none does. A backslash takes the next character. */
function quotedValueEnd(text: string, start: number): number {
  if (text[start] !== "'") return start;
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === "'") return at + 1;
  }
  return start;
}
