import { hash } from 'node:crypto';

/** Returns `sha256:` and the hex digest of the text in UTF-8. */
export function checksum(text: string): string {
  return `sha256:${hash('sha256', text)}`;
}
