import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from '../../src/core/did-you-mean.ts';
import { redact, redactUrl } from '../../src/core/redact.ts';

describe('redact', () => {
  it.each([
    ['postgres://u:secret@h/d', 'postgres://u:***@h/d'],
    ['postgres://u:se/c?r#e@t@h/d', 'postgres://u:***@h/d'],
    ['postgres://:secret@h/d', 'postgres://:***@h/d'],
    ['postgres://u@h/d', 'postgres://u@h/d'],
    [
      'postgres://h/d?user=u&password=secret&sslmode=require',
      'postgres://h/d?user=u&password=***&sslmode=require',
    ],
    ['postgres://h/d?sslpassword=secret', 'postgres://h/d?sslpassword=***'],
    ['libsql://h?authToken=secret', 'libsql://h?authToken=***'],
    ['wss://h?a=1&auth_token=secret#x', 'wss://h?a=1&auth_token=***'],
    [`libsql://${'t'.repeat(64)}@h`, 'libsql://***@h'],
    ['libsql://token@h', 'libsql://***@h'],
    ['https://token@h/d', 'https://***@h/d'],
    ['wss://user:token@h', 'wss://***@h'],
    ['connect to "postgres://u:secret@h/d" failed', 'connect to "postgres://u:***@h/d" failed'],
    ['a http://u:secret@a b ws://u:secret@c', 'a http://***@a b ws://***@c'],
    ["host=h password='se cret' user=u", 'host=h password=*** user=u'],
    ['see https://www.example.org/package/@scope/name', 'see https://www.example.org/package/@scope/name'],
    ['mail a@b.org, 5:30, no URL', 'mail a@b.org, 5:30, no URL'],
    ['', ''],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it('hides a password with blanks where the whole text is a URL', () => {
    expect(redactUrl('postgres://u:my secret@h/d')).toBe('postgres://u:***@h/d');
  });

  it('leaves no password in any URL', () => {
    const password = fc
      .string({ minLength: 6 })
      .filter((text) => !'postgres://user:***@host/database'.includes(text));
    fc.assert(
      fc.property(password, (text) => {
        const url = `postgres://user:${text}@host/database`;
        expect(redactUrl(url)).toBe('postgres://user:***@host/database');
        expect(redactUrl(`${url}?x=1&password=${encodeURIComponent(text)}`)).toBe(
          'postgres://user:***@host/database?x=1&password=***',
        );
      }),
    );
  });
});

describe('did you mean', () => {
  it.each([
    ['lokal', ['local', 'production'], 'local'],
    ['histroy', ['schema', 'history'], 'history'],
    ['Status', ['status', 'list'], 'status'],
    ['prodction', ['local', 'production'], 'production'],
    ['x', ['local'], null],
    ['mysql', ['postgres', 'sqlite'], null],
    ['ab', ['cd'], null],
    ['anything', [], null],
  ])('%s', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
    expect(didYouMean(word, candidates)).toBe(expected === null ? '' : ` Did you mean "${expected}"?`);
  });
});
