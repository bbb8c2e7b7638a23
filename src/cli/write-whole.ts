import { fstatSync, writeSync } from 'node:fs';
import type { ProgressStream } from './progress.ts';

/** A stream of the process. What a test hands in has no descriptor. */
export interface OutputStream extends ProgressStream {
  readonly fd?: number;
}

/**
 * Writes the text to its end. Throws the system's error where a file takes no more of it; a reader that has gone away is
 * no error. Node's own stream writes to a file once and takes what fitted for everything: on a disk that is nearly full
 * the half of a document would pass for the whole.
 */
export function writeWhole(stream: OutputStream, text: string): void {
  const { fd, isTTY } = stream;
  if (fd === undefined || isTTY === true || !isFileLike(fd)) {
    stream.write(text);
    return;
  }
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/** Pipes and sockets are written to by their stream, which waits for the reader. */
function isFileLike(fd: number): boolean {
  const found = fstatSync(fd);
  return found.isFile() || found.isCharacterDevice();
}
