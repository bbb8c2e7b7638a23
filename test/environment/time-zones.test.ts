import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshStore, migratorOn, moduleOf } from './world.ts';

// Half an hour off, and the two ends of the calendar day. The server's own zone: postgres-settings.test.ts.
describe.each(['Asia/Kolkata', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])('a process in %s', (zone) => {
  const before = process.env['TZ'];

  beforeEach(() => {
    process.env['TZ'] = zone;
  });

  afterEach(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });

  test.each(['postgres', 'sqlite', 'file'] as const)(
    'records and reads the time of the world: %s',
    async (kind) => {
      expect(new Date().getTimezoneOffset()).not.toBe(0);
      const store = await freshStore(kind);
      const module = await moduleOf({ V1__a: 'CREATE TABLE a (id int);' });
      const start = Date.now();
      const applied = (await migratorOn(store.url, module).migrate()).databases[0]?.modules[0]?.migrations[0];
      const read = (await migratorOn(store.url, module).status()).databases[0]?.modules[0]?.migrations[0];
      expect(read?.appliedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(read?.appliedAt).toBe(applied?.appliedAt);
      // One machine's clock, which the two may round differently.
      expect(Date.parse(read?.appliedAt ?? '')).toBeGreaterThanOrEqual(start - 10);
      expect(Date.parse(read?.appliedAt ?? '')).toBeLessThanOrEqual(Date.now() + 10);
    },
  );
});
