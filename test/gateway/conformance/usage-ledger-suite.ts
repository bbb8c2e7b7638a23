import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BilledOwner } from '../../../src/gateway/domain/owner.ts';
import { BudgetExceeded } from '../../../src/gateway/domain/spend-budgets.ts';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  StillReferenced,
} from '../../../src/gateway/domain/store-error.ts';
import type { NewUsage, UsageLine } from '../../../src/gateway/domain/usage-ledger.ts';
import { openParents, type Parents } from '../stores/parents.ts';
import type { StoreSubject } from './describe-stores.ts';

const at = (text: string): Date => new Date(text);
const noon = at('2026-03-01T11:00:00.000Z');

/** Lines, corrections, sums and pages. */
export function testUsageLedger(subject: () => StoreSubject): void {
  let parents: Parents;
  beforeAll(async () => {
    parents = await openParents(subject().database.url);
  });
  afterAll(() => parents[Symbol.asyncDispose]());

  /** A key of a new user, a model with a price of one micro per input, two per cached and three per output token. */
  const newCaller = async (): Promise<{
    readonly owner: BilledOwner;
    readonly apiKeyId: string;
    readonly modelId: string;
    readonly usage: (more?: Partial<NewUsage>) => NewUsage;
  }> => {
    const owner = { kind: 'user', id: await parents.user() } as const;
    const keyHash = randomBytes(32).toString('hex');
    const { id: apiKeyId } = await subject().store.apiKeys.create({
      name: 'k',
      keyPrefix: 'p',
      keyHash,
      owner,
    });
    const modelId = await parents.model();
    await parents.price(modelId, at('0001-01-01T00:00:00.000Z'), [1_000_000, 2_000_000, 3_000_000]);
    const usage = (more: Partial<NewUsage> = {}): NewUsage => ({
      requestId: randomUUID(),
      apiKeyId,
      modelId,
      inputTokens: 1,
      cachedInputTokens: 10,
      outputTokens: 100,
      occurredAt: noon,
      ...more,
    });
    return { owner, apiKeyId, modelId, usage };
  };
  const sums = (lines: number, inputTokens: bigint, costMicros: bigint): unknown => ({
    lines,
    inputTokens,
    cachedInputTokens: expect.any(BigInt),
    outputTokens: expect.any(BigInt),
    costMicros,
  });

  test('a line says who used what, who pays, and what it cost at the price of its moment', async () => {
    const { usageLedger } = subject().store;
    const { owner, apiKeyId, modelId, usage } = await newCaller();
    const priceId = await parents.price(modelId, noon, [500_000, 0, 0]);
    const given = usage();
    const line = await usageLedger.post(given);
    expect(line).toEqual({
      ...given,
      id: line.id,
      kind: 'usage',
      correctsId: null,
      apiKeyId,
      owner,
      modelId,
      priceId,
      costMicros: 1,
      postedAt: expect.any(Date),
    });
    expect(await usageLedger.find(line.id)).toEqual(line);
    expect(await usageLedger.findByRequest(given.requestId)).toEqual(line);
    const before = await usageLedger.post(usage({ occurredAt: new Date(noon.getTime() - 1) }));
    expect(before).toMatchObject({ costMicros: 321 });
    expect(before.priceId).not.toBe(priceId);
    expect(await usageLedger.find(randomUUID())).toBeNull();
    expect(await usageLedger.findByRequest(randomUUID())).toBeNull();
  });

  test('the key of a service account is paid for by its team', async () => {
    const { apiKeys, usageLedger } = subject().store;
    const teamId = await parents.team();
    const owner = { kind: 'service_account', id: await parents.serviceAccount(teamId) } as const;
    const keyHash = randomBytes(32).toString('hex');
    const { id } = await apiKeys.create({ name: 'k', keyPrefix: 'p', keyHash, owner });
    const { usage } = await newCaller();
    const line = await usageLedger.post(usage({ apiKeyId: id }));
    expect(line.owner).toEqual({ kind: 'team', id: teamId });
    await expect(apiKeys.remove(id)).rejects.toThrow(StillReferenced);
  });

  test('a cost that is given is taken, with no price', async () => {
    const { usage } = await newCaller();
    const line = await subject().store.usageLedger.post(
      usage({ costMicros: 7, modelId: await parents.model() }),
    );
    expect(line).toMatchObject({ costMicros: 7, priceId: null });
  });

  test('a request posted again gives its first line, whatever the price is by now; another content is refused', async () => {
    const { usageLedger } = subject().store;
    const { owner, modelId, usage } = await newCaller();
    const given = usage();
    const line = await usageLedger.post(given);
    await parents.price(modelId, at('2026-03-01T00:00:00.000Z'), [9, 9, 9]);
    expect(await usageLedger.post(given)).toEqual(line);
    expect(await usageLedger.post({ ...given, id: line.id })).toEqual(line);
    expect(await usageLedger.postAndSpend(given)).toEqual({ line, spending: null });
    const others: readonly Partial<NewUsage>[] = [
      { id: randomUUID() },
      { modelId: (await newCaller()).modelId },
      { apiKeyId: (await newCaller()).apiKeyId },
      { inputTokens: 2 },
      { cachedInputTokens: 0 },
      { outputTokens: 101 },
      { costMicros: line.costMicros },
      { occurredAt: new Date(noon.getTime() + 1) },
    ];
    for (const other of others)
      await expect(usageLedger.post({ ...given, ...other })).rejects.toThrow(Conflict);
    expect(await usageLedger.totals({ owner })).toEqual(sums(1, 1n, BigInt(line.costMicros)));
  });

  test('what a line refers to is there, and its numbers are counts', async () => {
    const { usageLedger } = subject().store;
    const { usage } = await newCaller();
    const post = (more: Partial<NewUsage>): Promise<UsageLine> => usageLedger.post(usage(more));
    await expect(post({ apiKeyId: randomUUID() })).rejects.toThrow(MissingReference);
    await expect(post({ modelId: randomUUID() })).rejects.toThrow(MissingReference);
    await expect(post({ modelId: randomUUID(), costMicros: 1 })).rejects.toThrow(MissingReference);
    await expect(post({ modelId: await parents.model() })).rejects.toThrow(MissingReference);
    await expect(post({ inputTokens: -1 })).rejects.toThrow(InvalidValue);
    await expect(post({ costMicros: 2 ** 53 })).rejects.toThrow(InvalidValue);
    await expect(post({ outputTokens: 2 ** 53 - 1 })).rejects.toThrow(InvalidValue);
  });

  test('posting and spending are one: a budget that does not bear it keeps the line out', async () => {
    const { budgets, usageLedger } = subject().store;
    const { owner, usage } = await newCaller();
    const limits = { softLimitMicros: 300, hardLimitMicros: 700 };
    const { id } = await budgets.create({ owner, period: 'total', ...limits });
    const given = usage();
    const { line, spending } = await usageLedger.postAndSpend(given);
    expect(line.costMicros).toBe(321);
    expect(spending).toMatchObject({ budgets: [{ id, spentMicros: 321 }], softLimitsCrossed: ['total'] });
    await usageLedger.postAndSpend(given);
    await usageLedger.postAndSpend(usage());
    const refused = usage();
    await expect(usageLedger.postAndSpend(refused)).rejects.toThrow(BudgetExceeded);
    expect(await usageLedger.findByRequest(refused.requestId)).toBeNull();
    expect(await usageLedger.totals({ owner })).toMatchObject({ lines: 2, costMicros: 642n });
    expect(await budgets.find(id)).toMatchObject({ spentMicros: 642 });
  });

  test('a correction stands beside the line, on its day, and may take away', async () => {
    const { usageLedger } = subject().store;
    const { owner, usage } = await newCaller();
    const line = await usageLedger.post(usage());
    const given = { requestId: randomUUID(), correctsId: line.id, outputTokens: -100, costMicros: -300 };
    const correction = await usageLedger.adjust(given);
    expect(correction).toEqual({
      ...line,
      ...given,
      id: correction.id,
      kind: 'adjustment',
      inputTokens: 0,
      cachedInputTokens: 0,
      postedAt: expect.any(Date),
    });
    expect(await usageLedger.adjust(given)).toEqual(correction);
    expect(await usageLedger.totals({ owner })).toMatchObject({
      lines: 2,
      outputTokens: 0n,
      costMicros: 21n,
    });
    await expect(usageLedger.adjust({ ...given, costMicros: -299 })).rejects.toThrow(Conflict);
    await expect(usageLedger.adjust({ ...given, requestId: line.requestId })).rejects.toThrow(Conflict);
    await expect(usageLedger.post(usage({ requestId: given.requestId }))).rejects.toThrow(Conflict);
    const more = { requestId: randomUUID(), costMicros: 1 };
    await expect(usageLedger.adjust({ ...more, correctsId: correction.id })).rejects.toThrow(Conflict);
    await expect(usageLedger.adjust({ ...more, correctsId: randomUUID() })).rejects.toThrow(MissingReference);
  });

  test('days are those of UTC, also before 1970', async () => {
    const { usageLedger } = subject().store;
    const { owner, modelId, usage } = await newCaller();
    const moments = [
      '0001-01-01T00:00:00.000Z',
      '1969-12-30T23:59:59.999Z',
      '1969-12-31T00:00:00.000Z',
      '1969-12-31T23:59:59.999Z',
      '1970-01-01T00:00:00.000Z',
      '2024-02-29T23:59:59.999Z',
      '2024-03-01T00:00:00.000Z',
    ];
    for (const moment of moments) await usageLedger.post(usage({ occurredAt: at(moment) }));
    const days = await usageLedger.rollUp({ owner });
    expect(days.map(({ day, lines }) => [day, lines])).toEqual([
      ['0001-01-01', 1],
      ['1969-12-30', 1],
      ['1969-12-31', 2],
      ['1970-01-01', 1],
      ['2024-02-29', 1],
      ['2024-03-01', 1],
    ]);
    const sum = { inputTokens: 2n, cachedInputTokens: 20n, outputTokens: 200n, costMicros: 642n };
    expect(days[2]).toEqual({ day: '1969-12-31', owner, modelId, lines: 2, ...sum });
  });

  test('sums are per day, owner and model: users before teams, then by id', async () => {
    const { apiKeys, usageLedger } = subject().store;
    const { modelId, usage } = await newCaller();
    const owners: readonly BilledOwner[] = [
      { kind: 'team', id: await parents.team() },
      { kind: 'user', id: await parents.user() },
      { kind: 'user', id: await parents.user() },
    ];
    const day = { from: at('1950-01-01T00:00:00.000Z'), until: at('1950-01-02T00:00:00.000Z') };
    const otherModel = (await newCaller()).modelId;
    for (const owner of owners) {
      const keyHash = randomBytes(32).toString('hex');
      const { id } = await apiKeys.create({ name: 'k', keyPrefix: 'p', keyHash, owner });
      for (const model of [modelId, otherModel])
        await usageLedger.post(usage({ apiKeyId: id, modelId: model, occurredAt: day.from }));
    }
    const users = [owners[1]!.id, owners[2]!.id].sort();
    const models = [modelId, otherModel].sort();
    const expected = [...users, owners[0]!.id].flatMap((id) => models.map((model) => [id, model]));
    const found = await usageLedger.rollUp(day);
    expect(found.map(({ owner, modelId: model }) => [owner.id, model])).toEqual(expected);
    expect(await usageLedger.rollUp({ ...day, modelId, owner: owners[0] })).toHaveLength(1);
  });

  test('sums are exact beyond 2^63, in both directions', async () => {
    const { usageLedger } = subject().store;
    const { owner, apiKeyId, modelId, usage } = await newCaller();
    const largest = Number.MAX_SAFE_INTEGER;
    const many = { api_key_id: apiKeyId, user_id: owner.id, model_id: modelId, occurred_at: noon };
    await parents.lines(1025, { ...many, cost_micros: largest, input_tokens: largest });
    const total = 1025n * BigInt(largest);
    expect(total > 2n ** 63n).toBe(true);
    expect(await usageLedger.totals({ owner })).toEqual(sums(1025, total, total));
    expect(await usageLedger.rollUp({ owner })).toMatchObject([{ inputTokens: total, costMicros: total }]);
    const { id } = await usageLedger.post(usage({ inputTokens: 0, costMicros: 0 }));
    const less = { kind: 'adjustment', corrects_id: id, cost_micros: -largest, input_tokens: -1 };
    await parents.lines(2050, { ...many, ...less });
    expect(await usageLedger.totals({ owner })).toEqual(sums(3076, total - 2050n, -total));
  });

  test('totals hold for the lines asked for: from a moment on, until before another', async () => {
    const { usageLedger } = subject().store;
    const { owner, apiKeyId, usage } = await newCaller();
    for (const ms of [-1, 0, 1]) await usageLedger.post(usage({ occurredAt: new Date(noon.getTime() + ms) }));
    const lines = async (from?: number, until?: number): Promise<number> => {
      const moment = (ms?: number): Date | undefined =>
        ms === undefined ? undefined : new Date(noon.getTime() + ms);
      return (await usageLedger.totals({ owner, apiKeyId, from: moment(from), until: moment(until) })).lines;
    };
    expect(await Promise.all([lines(), lines(0), lines(undefined, 0), lines(0, 1), lines(2)])).toEqual([
      3, 2, 1, 1, 0,
    ]);
    const nothing = { lines: 0, inputTokens: 0n, cachedInputTokens: 0n, outputTokens: 0n, costMicros: 0n };
    expect(await usageLedger.totals({ modelId: randomUUID() })).toEqual(nothing);
    expect(await usageLedger.rollUp({ modelId: randomUUID() })).toEqual([]);
  });

  test('pages go through all lines once, the newest first, those of one moment by id', async () => {
    const { usageLedger } = subject().store;
    const { owner, usage } = await newCaller();
    const posted: UsageLine[] = [];
    for (const ms of [0, -5, 0, 7, 0, -90_000_000])
      posted.push(await usageLedger.post(usage({ occurredAt: new Date(ms) })));
    const expected = posted.toSorted(
      (a, b) => b.occurredAt.getTime() - a.occurredAt.getTime() || (a.id < b.id ? 1 : -1),
    );
    const seen: UsageLine[] = [];
    let after: string | undefined;
    do {
      const page = await usageLedger.list({ owner }, { after, limit: 2 });
      seen.push(...page.items);
      after = page.next ?? undefined;
    } while (after !== undefined && seen.length < 10);
    expect(seen).toEqual(expected);
    await expect(usageLedger.list({}, { after: 'x', limit: 2 })).rejects.toThrow(InvalidValue);
    await expect(usageLedger.list({}, { limit: 0 })).rejects.toThrow(InvalidValue);
  });
}
