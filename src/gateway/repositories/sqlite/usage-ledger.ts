import { and, asc, count, desc, eq, gte, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { pageOf } from '../../domain/page.ts';
import { sameAdjustment, sameUsage } from '../../domain/repeated-usage.ts';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import { requireHappened } from '../../domain/usage-moment.ts';
import type { NewUsage, UsageFilter, UsageLedgerRepository, UsageLine } from '../../domain/usage-ledger.ts';
import { apiKeys, serviceAccounts, usageLedger as table } from '../../tables/sqlite/index.ts';
import { isBehind } from '../is-behind.ts';
import { ownerColumn } from '../owner-columns.ts';
import { adjustmentValues, onlyRow, toDailyUsage, toLine, usageValues } from '../usage-ledger.ts';
import { budgets } from './budgets.ts';
import type { SqliteDatabase } from './database.ts';
import { exactSum } from './exact-sum.ts';
import { prices } from './prices.ts';
import { billedTeamId } from './reaching-grants.ts';
import { utcDay } from './utc-day.ts';

const totals = {
  lines: count(),
  inputTokens: exactSum(table.inputTokens),
  cachedInputTokens: exactSum(table.cachedInputTokens),
  outputTokens: exactSum(table.outputTokens),
  costMicros: exactSum(table.costMicros),
};

function among({ owner, apiKeyId, modelId, from, until }: UsageFilter): SQL | undefined {
  return and(
    owner && eq(table[ownerColumn(owner.kind)], owner.id),
    apiKeyId === undefined ? undefined : eq(table.apiKeyId, apiKeyId),
    modelId === undefined ? undefined : eq(table.modelId, modelId),
    from && gte(table.occurredAt, from),
    until && lt(table.occurredAt, until),
  );
}

/** A line, and whether it is one that was there before. */
interface Appended {
  readonly line: UsageLine;
  readonly isRepeated: boolean;
}

export function usageLedger(db: SqliteDatabase, context: RepositoryContext): UsageLedgerRepository {
  const { now, newId } = context;

  const append = async (
    id: string | undefined,
    values: ReturnType<typeof usageValues>,
    postedAt: Date,
  ): Promise<Appended> => {
    const [row] = await db
      .insert(table)
      .values({ ...values, id: id ?? newId(), postedAt })
      .onConflictDoNothing({ target: table.requestId })
      .returning();
    if (row !== undefined) return { line: toLine(row), isRepeated: false };
    const [first] = await db.select().from(table).where(eq(table.requestId, values.requestId));
    return { line: toLine(first!), isRepeated: true };
  };

  const appendUsage = async (usage: NewUsage): Promise<Appended> => {
    const postedAt = now();
    requireHappened(usage.occurredAt, postedAt);
    const [payer] = await db
      .select({ userId: apiKeys.userId, teamId: billedTeamId })
      .from(apiKeys)
      .leftJoin(serviceAccounts, eq(serviceAccounts.id, apiKeys.serviceAccountId))
      .where(eq(apiKeys.id, usage.apiKeyId));
    const price =
      usage.costMicros === undefined
        ? await prices(db, context).priceAt(usage.modelId, usage.occurredAt)
        : null;
    const appended = await append(usage.id, usageValues(usage, payer, price), postedAt);
    if (appended.isRepeated) sameUsage(appended.line, usage);
    return appended;
  };

  return {
    post: async (usage) => (await appendUsage(usage)).line,
    async postAndSpend(usage) {
      // First the line, then the budgets: who repeats a request waits for the first one with nothing in hand.
      const { line, isRepeated } = await appendUsage(usage);
      if (isRepeated) return { line, spending: null };
      // By the store's clock: a moment that the caller chose would open a period of the caller's choice.
      const spending = await budgets(db, context).spend(line.owner, line.costMicros, line.postedAt);
      return { line, spending };
    },
    async adjust(adjustment) {
      const [corrected] = await db.select().from(table).where(eq(table.id, adjustment.correctsId));
      const { line, isRepeated } = await append(
        adjustment.id,
        adjustmentValues(adjustment, corrected),
        now(),
      );
      return isRepeated ? sameAdjustment(line, adjustment) : line;
    },
    async find(id) {
      return (await db.select().from(table).where(eq(table.id, id))).map(toLine)[0] ?? null;
    },
    async findByRequest(requestId) {
      return (await db.select().from(table).where(eq(table.requestId, requestId))).map(toLine)[0] ?? null;
    },
    async list(filter, { after, limit }) {
      const rows = await db
        .select()
        .from(table)
        .where(
          and(among(filter), after === undefined ? undefined : isBehind(table.occurredAt, table.id, after)),
        )
        .orderBy(desc(table.occurredAt), desc(table.id))
        .limit(limit + 1);
      return pageOf(rows.map(toLine), limit, ({ occurredAt, id }) => ({ at: occurredAt, id }));
    },
    totals: async (filter) => onlyRow(await db.select(totals).from(table).where(among(filter))),
    async rollUp(filter) {
      const { userId, teamId, modelId } = table;
      const day = utcDay(table.occurredAt);
      const rows = await db
        .select({ day, userId, teamId, modelId, ...totals })
        .from(table)
        .where(among(filter))
        .groupBy(day, userId, teamId, modelId)
        .orderBy(day, asc(isNull(userId)), asc(sql`COALESCE(${userId}, ${teamId})`), asc(modelId));
      return rows.map(toDailyUsage);
    },
  };
}
