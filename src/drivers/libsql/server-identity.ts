const plainSchemes: ReadonlySet<string> = new Set(['http:', 'ws:']);

/** Returns a text that is equal for two URLs to one database of a server, whatever the protocol and the token. */
export function serverIdentity(url: string): string {
  const { protocol, hostname, port, pathname, searchParams } = new URL(url);
  const isPlain = plainSchemes.has(protocol) || searchParams.get('tls') === '0';
  const host = hostname === 'localhost' || hostname === '[::1]' ? '127.0.0.1' : hostname.toLowerCase();
  return `libsql://${host}:${port || (isPlain ? '80' : '443')}${pathname.replace(/\/+$/, '')}`;
}
