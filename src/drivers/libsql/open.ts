import type { OpenSession } from '../port.ts';

/** Opens `file:PATH` as a file, and libsql://, http(s):// and ws(s):// as a server. See the two it delegates to. */
export const openLibsql: OpenSession = async (url, options) => {
  if (/^file:/i.test(url)) return (await import('./open-file.ts')).openLibsqlFile(url, options);
  return (await import('./open-server.ts')).openLibsqlServer(url, options);
};
