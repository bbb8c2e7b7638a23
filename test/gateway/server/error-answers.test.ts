import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { BudgetExceeded } from '../../../src/gateway/domain/spend-budgets.ts';
import {
  Busy,
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
  StillReferenced,
  type StoreError,
  Unavailable,
  Unexpected,
} from '../../../src/gateway/domain/store-error.ts';
import { answerError, Refusal, statusOfStoreError } from '../../../src/gateway/server/error-answers.ts';
import { createLog } from '../../../src/gateway/server/log.ts';

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: unknown;
  readonly log: string;
}

async function answerTo(error: Error): Promise<Answer> {
  let log = '';
  const app = new Hono();
  app.get('/', () => {
    throw error;
  });
  app.onError((thrown, context) =>
    answerError(thrown, context, createLog({ write: (text) => (log += text) })),
  );
  const response = await app.request('/');
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: await response.json(),
    log,
  };
}

const told = 'the team research is not there';
const rows: readonly (readonly [new (message: string) => StoreError, number, string, string])[] = [
  [NotFound, 404, 'NOT_FOUND', told],
  [Conflict, 409, 'CONFLICT', told],
  [StillReferenced, 409, 'STILL_REFERENCED', told],
  [MissingReference, 422, 'MISSING_REFERENCE', told],
  [InvalidValue, 422, 'INVALID_VALUE', told],
  [Unavailable, 503, 'UNAVAILABLE', 'The database cannot be reached'],
  [Busy, 503, 'BUSY', told],
  [Unexpected, 500, 'UNEXPECTED', 'The gateway failed; its log says why'],
];

test('the table below is whole', () => {
  expect(rows.map(([, , code]) => code).toSorted()).toEqual(Object.keys(statusOfStoreError).toSorted());
});

test.each(rows)('%o is answered with %i %s', async (Kind, status, code, message) => {
  const answer = await answerTo(new Kind(told));
  expect([answer.status, answer.body]).toEqual([status, { error: { code, message } }]);
  expect(answer.retryAfter).toBe(status === 503 ? '1' : null);
  expect(answer.log === '').toBe(status < 500);
});

test('a budget that does not bear it is not mistaken for a request id that was used: 402, what is left and until when', async () => {
  const resetsAt = new Date('2026-04-01T00:00:00.000Z');
  const refusals = [
    { budgetId: 'b', period: 'month', leftMicros: 7, resetsAt },
    { budgetId: 'c', period: 'total', leftMicros: 0, resetsAt: null },
  ] as const;
  const { status, body, log } = await answerTo(new BudgetExceeded(refusals));
  expect([status, body, log]).toEqual([
    402,
    {
      error: {
        code: 'BUDGET_EXCEEDED',
        message: 'The budget does not bear it (month: 7 micros left, total: 0 micros left)',
        refusals: [
          { period: 'month', leftMicros: 7, resetsAt: '2026-04-01T00:00:00.000Z' },
          { period: 'total', leftMicros: 0, resetsAt: null },
        ],
      },
    },
    '',
  ]);
});

test('what nobody planned is logged and not told', async () => {
  const { status, body, log } = await answerTo(new Error('secret of the inside'));
  expect([status, body]).toEqual([
    500,
    { error: { code: 'UNEXPECTED', message: 'The gateway failed; its log says why' } },
  ]);
  expect(log).toContain('secret of the inside');
});

test('what a driver said is logged without values, and without credentials', async () => {
  const said = Object.assign(new Error('no pg_hba.conf entry for postgres://app:secret@db/gateway'), {
    code: '28000',
    detail: 'Key (email)=(ada@example.org)',
  });
  const { log } = await answerTo(new Unavailable('users.create: the database cannot be used', said));
  expect(log).toContain('reason="28000: no pg_hba.conf entry for postgres://app:***@db/gateway"');
  expect(log).not.toMatch(/secret|ada/);
  // The two classes of SQLSTATE whose messages repeat what was given, and what JSON.parse() says.
  const repeating = Object.assign(new Error('invalid input: "ada"'), { code: '22P02' });
  expect((await answerTo(new Unexpected('x', repeating))).log).toMatch(/reason=22P02\n/);
  const parsed = new SyntaxError('Unexpected token, "ada" is not valid JSON');
  expect((await answerTo(new Unexpected('x', parsed))).log).toMatch(/reason=SyntaxError\n/);
  // Where a name has several addresses, each was tried.
  const refused = ['::1', '127.0.0.1'].map((host) => new Error(`connect ECONNREFUSED ${host}:5432`));
  const all = Object.assign(new AggregateError(refused), { code: 'ECONNREFUSED' });
  const { log: line } = await answerTo(new Unavailable('x', all));
  expect(line).toContain('ECONNREFUSED: connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432');
});

test('a refusal is told as it is', async () => {
  const { status, body } = await answerTo(new Refusal(403, 'FORBIDDEN', 'no'));
  expect([status, body]).toEqual([403, { error: { code: 'FORBIDDEN', message: 'no' } }]);
});
