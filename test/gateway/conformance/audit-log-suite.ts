import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { NewAuditEntry } from '../../../src/gateway/domain/audit-log.ts';
import { runAudited } from '../../../src/gateway/domain/run-audited.ts';
import { Conflict, InvalidValue, MissingReference } from '../../../src/gateway/domain/store-error.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

/** How the audit log behaves, on every driver. */
export function testAuditLog(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);
  const entry = (more: Partial<NewAuditEntry> = {}): NewAuditEntry => ({
    actor: { type: 'system', id: null },
    action: 'team.create',
    target: { type: 'team', id: randomUUID() },
    ...more,
  });

  test('an entry comes back as it was given, with the defaults', async () => {
    const { auditLog } = subject().store;
    const target = { type: 'route', id: 'a route, Ü' };
    const given = entry({
      actor: { type: 'user', id: randomUUID() },
      target,
      ipAddress: '::1',
      details: { to: [1, null], from: '🜁' },
    });
    const whole = await auditLog.append(given);
    expect(whole).toEqual({ ...given, id: expect.any(String), occurredAt: expect.any(Date) });
    expect(Object.keys(whole.details as object)).toEqual(['from', 'to']);
    const bare = await auditLog.append(entry({ target }));
    expect(bare).toMatchObject({ actor: { type: 'system', id: null }, ipAddress: null, details: {} });
    expect((await auditLog.search({ target }, { limit: 10 })).items).toEqual([bare, whole]);
  });

  test('an actor is known, or the system', async () => {
    const { auditLog } = subject().store;
    const { id } = await auditLog.append(entry());
    await expect(auditLog.append(entry({ id }))).rejects.toThrow(Conflict);
    for (const actor of [
      { type: 'system', id: 'x' },
      { type: 'user', id: null },
    ] as const)
      await expect(auditLog.append(entry({ actor }))).rejects.toThrow(InvalidValue);
    await expect(auditLog.append(entry({ action: '' }))).rejects.toThrow(InvalidValue);
    const tooLong = { type: 'team', id: 'x'.repeat(301) };
    await expect(auditLog.append(entry({ target: tooLong }))).rejects.toThrow(InvalidValue);
  });

  test('it is searched by actor, target, action and time, page by page, the newest first', async () => {
    const { store, now } = subject();
    const { auditLog } = store;
    const actor = { type: 'api_key', id: randomUUID() } as const;
    const target = { type: randomUUID(), id: 'one' };
    const occurredAt = now();
    const append = async (more: Partial<NewAuditEntry>): Promise<string> =>
      (await auditLog.append(entry({ target, ...more }))).id;
    const together = [await append({ actor, occurredAt }), await append({ actor, occurredAt })].sort();
    const other = await append({ action: 'team.remove', target: { ...target, id: 'Two' } });
    const before = now();
    const late = await append({});
    const found = async (filter: Parameters<typeof auditLog.search>[0]): Promise<readonly string[]> =>
      (await auditLog.search(filter, { limit: 10 })).items.map(({ id }) => id);
    const { type } = target;
    expect(await found({ actor })).toEqual(together.toReversed());
    expect(await found({ target: { type } })).toEqual([late, other, ...together.toReversed()]);
    expect(await found({ target: { type, id: 'Two' } })).toEqual([other]);
    expect(await found({ target: { type, id: 'two' } })).toEqual([]);
    expect(await found({ target: { type }, action: 'team.remove' })).toEqual([other]);
    expect(await found({ target: { type }, actor: { type: 'system' } })).toEqual([late, other]);
    expect(await found({ target: { type }, from: occurredAt, before })).toEqual([
      other,
      ...together.toReversed(),
    ]);
    expect(await found({ target: { type }, before: occurredAt })).toEqual([]);
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const page = await auditLog.search({ target: { type } }, { limit: 2, after: after || undefined });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
      await append({});
    }
    expect(seen).toEqual([late, other, ...together.toReversed()]);
  });

  test('a key and its audit entry are made together, or neither is', async () => {
    const { store } = subject();
    const { id } = await rows.user();
    const actor = { type: 'user', id } as const;
    const create = (action: string, owner = id): Promise<string> =>
      runAudited(store, async ({ apiKeys }) => {
        const key = await apiKeys.create({
          name: 'A key',
          keyPrefix: 'gw-1',
          keyHash: rows.hash(),
          owner: { kind: 'user', id: owner },
        });
        return { result: key.id, entry: { actor, action, target: { type: 'api_key', id: key.id } } };
      });
    const stand = async (): Promise<readonly unknown[]> => [
      (await store.apiKeys.listOf({ kind: 'user', id })).map((key) => key.id),
      (await store.auditLog.search({ actor }, { limit: 10 })).items.map(({ target }) => target.id),
    ];
    await expect(create('')).rejects.toThrow(InvalidValue);
    await expect(create('api_key.create', randomUUID())).rejects.toThrow(MissingReference);
    expect(await stand()).toEqual([[], []]);
    const key = await create('api_key.create');
    expect(await stand()).toEqual([[key], [key]]);
  });
}
