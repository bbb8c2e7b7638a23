import { expect, test } from 'vitest';
import { checksum } from '../../src/sql/checksum.ts';

test('a checksum is the name of the hash and the digest of the text in UTF-8', () => {
  expect(checksum('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(checksum('é')).toBe('sha256:4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
});
