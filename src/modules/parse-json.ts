import { LockstepError } from '../core/errors.ts';

/**
 * Returns the value of a JSON text, with or without a byte order mark. Throws CONFIG_INVALID with file, line and column of the first mistake, and
 * without the text around it, which may hold a password.
 */
export function parseJson(text: string, file: string): unknown {
  const source = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(source);
  } catch (error) {
    const message = (error as Error).message;
    const offset = offsetOf(message, source);
    const before = source.slice(0, offset).split('\n');
    const line = before.length;
    const column = before.at(-1)!.length + 1;
    const reason = / in JSON at /.test(message)
      ? message.split(' in JSON at ')[0]!
      : reasonAt(source, offset);
    throw new LockstepError('CONFIG_INVALID', `${file}:${line}:${column} is not valid JSON: ${reason}.`, {
      hint: 'Mend the file at that place.',
      details: { file, line, column },
    });
  }
}

function reasonAt(source: string, offset: number): string {
  return offset >= source.length ? 'the text ends too early' : 'unexpected character';
}

function offsetOf(message: string, source: string): number {
  const position = / at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  if (!message.startsWith('Unexpected token')) return source.length;
  // V8 does not say where an unexpected token stands: it is the end of the shortest text that has one.
  let low = 0;
  let high = source.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hasUnexpectedToken(source.slice(0, middle))) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

function hasUnexpectedToken(prefix: string): boolean {
  try {
    JSON.parse(prefix);
    return false;
  } catch (error) {
    return (error as Error).message.startsWith('Unexpected token');
  }
}
