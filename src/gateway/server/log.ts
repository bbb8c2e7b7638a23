/** Facts of a line, e.g. `{ port: 8080 }`. */
export type Facts = Readonly<Record<string, unknown>>;

/** Where the gateway tells what it does: one line per step. */
export interface Log {
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
}

/**
 * Returns a log of logfmt lines, the same on a terminal and in a container: `time=… level=info msg="listening" port=8080`.
 * A value that is no word is written as JSON, so that a line stays a line.
 */
export function createLog(stream: { write(text: string): unknown }): Log {
  const write =
    (level: string) =>
    (message: string, facts: Facts = {}): void => {
      const pairs = Object.entries({ time: new Date().toISOString(), level, msg: message, ...facts })
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => `${key}=${formatValue(value)}`);
      stream.write(`${pairs.join(' ')}\n`);
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

function formatValue(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[\w.:/@+-]+$/.test(text) ? text : JSON.stringify(text);
}
