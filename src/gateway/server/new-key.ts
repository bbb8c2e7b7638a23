import { createHash, randomBytes } from 'node:crypto';

/** A key as it is told once, and as it is kept. */
export interface NewKey {
  /** The only time that anybody sees it. */
  readonly key: string;
  /** Its first characters: enough to tell keys apart, of no use to anybody else. */
  readonly prefix: string;
  /** SHA-256 in hex. 256 random bits need no salt and no slow hash. */
  readonly hash: string;
}

const shownCharacters = 10;

/** Returns a new key: `gw_` and 256 random bits. */
export function newKey(): NewKey {
  const key = `gw_${randomBytes(32).toString('base64url')}`;
  return { key, prefix: key.slice(0, shownCharacters), hash: hashKey(key) };
}

/** Returns what the store keeps of a key and finds it by. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
