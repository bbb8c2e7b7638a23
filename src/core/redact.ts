/** Query parameters and libpq keywords whose value is a secret. */
const secretPair =
  /((?:password|passwd|pwd|pass|token|auth_?token|secret|jwt|api_?key)=)(?:'(?:[^'\\]|\\.)*')?[^\s&]*/gi;

/**
 * From the scheme to the last @ before a blank: a password may hold every other character unescaped. A server's URL that
 * was taken for a path has lost a slash.
 */
const userInfo = /\b((?:postgres|postgresql|libsql|https?|wss?):\/{1,2}|[a-z][a-z0-9+.-]*:\/\/)(\S*)@/gi;

/**
 * Returns the text with the credentials of every URL in it replaced by `***`; text without any comes back unchanged.
 * When in doubt it hides too much rather than too little.
 */
export function redact(text: string): string {
  return text.replace(userInfo, hideUserInfo).replace(secretPair, '$1***');
}

/** Returns one whole URL with its credentials replaced by `***`, even where blanks stand inside the password. */
export function redactUrl(url: string): string {
  const encoded = url.replace(/\s/g, '\u0000');
  return redact(encoded).replaceAll('\u0000', ' ');
}

function hideUserInfo(whole: string, scheme: string, before: string): string {
  // Web addresses such as https://host/@scope carry an @ in the path.
  const isPathOfPage = /^https?:/i.test(scheme) && /^[a-z0-9.-]+(:\d+)?[/?#]/i.test(before);
  if (isPathOfPage) return whole;
  // libsql servers know no users: what stands there is a token.
  if (/^(?:libsql|https?|wss?):/i.test(scheme)) return `${scheme}***@`;
  const user = /^[^:@/?#]*/.exec(before)![0];
  // Alone it is a user name; longer than any user name it is a token.
  const userIsAll = user === before && user.length <= 63;
  return userIsAll ? whole : `${scheme}${user.length <= 63 ? user : ''}:***@`;
}
