import { isUtf8 } from 'node:buffer';

/** Why a file has no text: the problem of a SCRIPT_ENCODING error. */
export interface EncodingProblem {
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

export type DecodedScript = { readonly text: string } | { readonly problem: EncodingProblem };

const newline = 0x0a;

/**
 * Returns the text of a script (with its byte order mark, where it has one), or the problem with the line of the
 * first bad byte where it is not UTF-8 or holds a NUL, at which SQLite would silently stop.
 */
export function decodeScript(bytes: Uint8Array): DecodedScript {
  if (!isUtf8(bytes)) {
    const line = firstLineThat(bytes, (part) => !isUtf8(part));
    return {
      problem: { line, message: `line ${line} is not UTF-8 text`, hint: 'Save the file as UTF-8.' },
    };
  }
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    const line = firstLineThat(bytes, (part) => part.includes(0));
    return {
      problem: { line, message: `line ${line} holds a NUL byte`, hint: 'Take the NUL byte out of the file.' },
    };
  }
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) };
}

/** No byte of a longer UTF-8 sequence is a newline, so every line can be judged alone. */
function firstLineThat(bytes: Uint8Array, isBad: (line: Uint8Array) => boolean): number {
  let line = 1;
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(newline, start);
    if (end === -1 || isBad(bytes.subarray(start, end))) return line;
    line += 1;
    start = end + 1;
  }
}
