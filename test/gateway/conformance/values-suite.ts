import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../../src/gateway/domain/json.ts';
import { InvalidValue, type StoreError } from '../../../src/gateway/domain/store-error.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

const largest = Number.MAX_SAFE_INTEGER;

/** Lists in lists, so deep. */
function nested(depth: number): JsonValue {
  let value: JsonValue = 1;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

/** Which values come back, and which are refused, on every driver. */
export function testValues(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);
  const attempt = { outcome: 'failed', startedAt: new Date(0), durationMs: 0 } as const;
  const start = (more: object = {}) =>
    subject().store.requestLog.start({ requestedModel: 'a model', ...more });
  const storeJson = async (settings: unknown): Promise<JsonValue> => {
    const { providers } = subject().store;
    const slug = subject().unique('values-');
    const given = { slug, name: 'x', kind: 'custom', baseUrl: 'x', settings: settings as JsonValue } as const;
    const { id, settings: written } = await providers.create(given);
    const read = (await providers.find(id))?.settings;
    expect(read).toEqual(written);
    // Order counts as well.
    expect(JSON.stringify(read)).toBe(JSON.stringify(written));
    return written;
  };
  /** The call is refused for what it was given, and says so without repeating it. */
  const refused = async (call: Promise<unknown>, secret?: string): Promise<void> => {
    const error = await call.then(
      () => null,
      (thrown: StoreError) => thrown,
    );
    expect(error).toBeInstanceOf(InvalidValue);
    if (secret !== undefined) expect(error?.message).not.toContain(secret);
  };

  test.each([
    '2026-03-29T00:59:59.999Z',
    '1970-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
    '0001-01-01T00:00:00.000Z',
    '1883-11-18T12:03:57.123Z',
    '9999-12-31T23:59:59.999Z',
  ])('the moment %s comes back to the millisecond', async (iso) => {
    const startedAt = new Date(iso);
    const { id } = await start({ startedAt });
    await subject().store.requestLog.addAttempt(id, { ...attempt, startedAt });
    const record = await subject().store.requestLog.find(id);
    expect([record?.request.startedAt, record?.attempts[0]?.startedAt]).toEqual([startedAt, startedAt]);
    const { items } = await subject().store.requestLog.search(
      { from: startedAt, before: new Date(startedAt.getTime() + (iso.startsWith('9999') ? 0 : 1)) },
      { limit: 5 },
    );
    expect(items.map((each) => each.id)).toEqual(iso.startsWith('9999') ? [] : [id]);
  });

  test('other moments are refused', async () => {
    for (const moment of [-62_135_596_800_001, 253_402_300_800_000, Number.NaN])
      await refused(start({ startedAt: new Date(moment) }));
    for (const moment of [0, '2026-01-01T00:00:00Z', null]) await refused(start({ startedAt: moment }));
  });

  test('whole numbers come back to 2^53 − 1, and nothing beyond or between is taken', async () => {
    const { requestLog } = subject().store;
    for (const durationMs of [0, -0, 1, 2 ** 31, 2 ** 32, largest]) {
      const { id } = await start();
      const stored = await requestLog.addAttempt(id, { ...attempt, durationMs });
      expect(stored.durationMs).toBe(durationMs + 0);
      const record = await requestLog.find(id);
      expect(record?.attempts[0]?.durationMs).toBe(durationMs + 0);
    }
    const { id } = await start();
    for (const durationMs of [largest + 1, 2 ** 60, -1, 1.5, Number.NaN, Infinity, '1', 1n, true, null])
      await refused(requestLog.addAttempt(id, { ...attempt, durationMs: durationMs as number }));
  });

  test('money comes back to the micro, whatever the amount', async () => {
    const { prices } = subject().store;
    const { id: modelId } = await rows.model();
    const amounts = { inputMicrosPerMtok: largest, cachedInputMicrosPerMtok: 0, outputMicrosPerMtok: 1 };
    const effectiveFrom = new Date('2026-01-01T00:00:00.001Z');
    expect(await prices.add({ modelId, effectiveFrom, ...amounts })).toMatchObject(amounts);
    expect(await prices.priceAt(modelId, effectiveFrom)).toMatchObject(amounts);
    for (const wrong of [0.1, largest + 1, -1])
      await refused(
        prices.add({ modelId, effectiveFrom: new Date(5), ...amounts, inputMicrosPerMtok: wrong }),
      );
  });

  test('flags are true or false', async () => {
    for (const streamed of [true, false]) {
      const { id } = await start({ streamed });
      expect((await subject().store.requestLog.find(id))?.request.streamed).toBe(streamed);
    }
    for (const streamed of [0, 1, 'true', null]) await refused(start({ streamed }));
  });

  test('a UUID is one, in lower case', async () => {
    const id = 'abcdef01-2345-6789-abcd-ef0123456789';
    await start({ id });
    expect((await subject().store.requestLog.find(id))?.request.id).toBe(id);
    for (const wrong of [id.toUpperCase(), `{${id}}`, id.replaceAll('-', ''), '', ` ${id}`, `${id}\n`, 5])
      await refused(subject().store.requestLog.find(wrong as string), String(wrong) || undefined);
  });

  test('bytes come back byte by byte, as a plain Uint8Array', async () => {
    const { providers } = subject().store;
    const { id: providerId } = await rows.provider();
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    for (const ciphertext of [all, new Uint8Array(), Buffer.from('a\0b'), all.subarray(250)]) {
      const label = subject().unique('label-');
      const stored = await providers.addCredential({ providerId, label, ciphertext });
      expect(stored.ciphertext).toEqual(new Uint8Array(ciphertext));
      expect(Object.getPrototypeOf(stored.ciphertext)).toBe(Uint8Array.prototype);
    }
    for (const wrong of ['abc', [1, 2], all.buffer])
      await refused(
        providers.addCredential({ providerId, label: 'x', ciphertext: wrong as unknown as Uint8Array }),
      );
  });

  describe('a text', () => {
    test.each([
      ['empty', ''],
      ['of spaces and line ends', ' \t\r\n\u0085\u2028 '],
      ['of every kind of letter', 'aÄß𝔄🜁\u0301\uFEFF\uFFFF\u{10FFFF}'],
      ['with what SQL and patterns mean', `'"\\%_?$1::text;--/*{}`],
      ['that looks like another value', 'null'],
      ['long', 'x'.repeat(100_000)],
    ])('%s comes back as it was', async (_, errorMessage) => {
      const { id } = await start();
      await subject().store.requestLog.addAttempt(id, { ...attempt, errorMessage });
      const record = await subject().store.requestLog.find(id);
      expect(record?.attempts[0]?.errorMessage).toBe(errorMessage);
      const written = { a: errorMessage };
      expect(
        (await subject().store.requestLog.attachPayload(id, { requestBody: written })).requestBody,
      ).toEqual(written);
    });

    test.each([
      ['a NUL', 'secret\0text'],
      ['the first half of a surrogate pair', 'secret\uD83D'],
      ['the second half of one', '\uDE00secret'],
    ])('with %s is refused wherever it stands', async (_, wrong) => {
      const { requestLog, providers } = subject().store;
      const { id } = await start();
      const calls = [
        start({ requestedModel: wrong }),
        requestLog.addAttempt(id, { ...attempt, errorMessage: wrong }),
        requestLog.setTag(id, { name: wrong, value: '' }),
        requestLog.attachPayload(id, { requestBody: { deep: [wrong] } }),
        requestLog.attachPayload(id, { responseBody: { [wrong]: 1 } }),
        requestLog.search({ errorText: wrong }, { limit: 1 }),
        providers.findBySlug(wrong),
        providers.search(wrong),
      ];
      await Promise.all(calls.map((call) => refused(call, 'secret')));
    });
  });

  describe('JSON', () => {
    test('comes back with its keys in one order, and a key __proto__ is one', async () => {
      const text = '{"z":1,"10":2,"9":3,"Z":4,"ä":5,"__proto__":{"b":[],"a":{}},"":6,"🜁":7,"\uFB01":8}';
      const settings = await storeJson(JSON.parse(text));
      expect(Object.keys(settings as object)).toEqual([
        '9',
        '10',
        '',
        'Z',
        '__proto__',
        'z',
        'ä',
        '🜁',
        '\uFB01',
      ]);
      expect(JSON.stringify(settings)).toContain('"__proto__":{"a":{},"b":[]}');
      expect(Object.getPrototypeOf(settings)).toBe(Object.prototype);
    });

    test.each([
      ['a text', 'a "text"'],
      ['a text that is JSON itself', '{"a":1}'],
      ['numbers', [0, 1.5, -1e-7, 1e21, 0.1, largest, 5e-324, 1.7976931348623157e308]],
      ['true, false, null and nothing', [true, false, null, [], {}]],
      ['1000 levels', nested(1000)],
    ])('%s comes back as it was', async (_, value) => {
      expect(await storeJson(value)).toEqual(value);
    });

    test.each([
      ['1001 levels', nested(1001)],
      ['NaN', [Number.NaN]],
      ['a Date', { at: new Date(0) }],
      ['undefined within', { a: undefined }],
      ['a bigint', 1n],
      ['a function', () => 1],
      ['a Map', new Map()],
    ])('%s is refused', async (_, value) => {
      await refused(storeJson(value));
    });

    test('minus zero is zero', async () => {
      const [value] = (await storeJson([-0])) as number[];
      expect(Object.is(value, 0)).toBe(true);
    });
  });

  test('an object with a key that nobody knows is refused', async () => {
    await refused(start({ requestedmodel: 'x' }));
    await refused(subject().store.requestLog.search({ owner: randomUUID() } as object, { limit: 1 }));
  });
}
