import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { StartupTracer } from '../../src/index.ts';
import { runStarter } from './run-starter.ts';
import { moduleOf, slowly, startOn, type Steps, storeOf, writeModule } from './startup-fixture.ts';

const steps: Steps = {
  V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);',
  S001__rows: '-- lockstep: after=V1\nINSERT INTO a VALUES (1);',
};
const exporter = new InMemorySpanExporter();
const tracer = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer(
  'app',
);
const manager = new AsyncLocalStorageContextManager();

beforeAll(() => void context.setGlobalContextManager(manager.enable()));
afterAll(() => context.disable());

/** Seconds and nanoseconds. */
const inMilliseconds = ([seconds, nanoseconds]: readonly [number, number]): number =>
  seconds * 1_000 + nanoseconds / 1_000_000;

/** The spans of what has run since the last call. */
function spansOf(): (name: string) => readonly ReadableSpan[] {
  const spans = exporter.getFinishedSpans();
  exporter.reset();
  return (name) => spans.filter((span) => span.name === name);
}

describe.each(['pg', 'better-sqlite3'] as const)('%s', (name) => {
  test('a start is a span below the application’s, its migrations are spans below it', async () => {
    const store = await storeOf(name);
    const own = tracer.startSpan('boot');
    await context.with(trace.setSpan(context.active(), own), async () =>
      startOn(store, await moduleOf(steps), { tracer }),
    );
    const named = spansOf();
    const [run] = named('lockstep.run');
    expect(run?.parentSpanContext?.spanId).toBe(own.spanContext().spanId);
    const namespace = name === 'pg' ? new URL(store.url).pathname.slice(1) : store.url.replace('sqlite:', '');
    const database = { 'db.system.name': name === 'pg' ? 'postgresql' : 'sqlite', 'db.namespace': namespace };
    expect(run?.attributes).toEqual({
      ...database,
      'lockstep.mode': 'auto',
      'lockstep.module': 'app',
      'lockstep.outcome': 'installed',
      'lockstep.applied': 2,
    });
    const migrations = named('lockstep.migration');
    const about = { ...database, 'lockstep.module': 'app', 'lockstep.outcome': 'applied' };
    expect(migrations.map(({ attributes }) => attributes)).toEqual([
      { ...about, 'lockstep.migration': 'V1__a', 'lockstep.category': 'startup', 'lockstep.version': 1 },
      { ...about, 'lockstep.migration': 'S001__rows', 'lockstep.category': 'seed' },
    ]);
    for (const each of migrations) expect(each.parentSpanContext?.spanId).toBe(run?.spanContext().spanId);
  });

  test('a failure is recorded on both, with its code', async () => {
    const store = await storeOf(name);
    const { error } = await startOn(store, await moduleOf({ V1__bad: 'INSERT INTO nothing VALUES (1);' }), {
      tracer,
    });
    const named = spansOf();
    for (const span of [...named('lockstep.run'), ...named('lockstep.migration')]) {
      expect(span.status.code).toBe(2);
      expect(span.attributes).toMatchObject({ 'error.type': error?.code, 'lockstep.outcome': 'failed' });
      expect(span.events.map((event) => event.name)).toEqual(['exception']);
    }
    expect(named('lockstep.migration')).toHaveLength(1);
  });
});

test('a wait for the lock is a span, and what another process applied is none', async () => {
  const store = await storeOf('pg');
  const slow: Steps = {
    V1__a: 'CREATE TABLE a (id INTEGER);',
    V2__b: 'CREATE TABLE b AS SELECT 1 AS id FROM pg_sleep(1);',
    V3__c: 'CREATE TABLE c (id INTEGER);',
  };
  const other = runStarter({ url: store.url, module: writeModule(slow) });
  await other.says('begins V2__b');
  await startOn(store, await moduleOf(slow), { tracer });
  const { end } = await other.ended;
  const named = spansOf();
  const [run] = named('lockstep.run');
  const waits = named('lockstep.lock_wait');
  expect(waits.length).toBeGreaterThan(0);
  for (const { parentSpanContext } of waits)
    expect(parentSpanContext?.spanId).toBe(run?.spanContext().spanId);
  expect(waits[0]?.attributes).toMatchObject({ 'lockstep.module': 'app', 'lockstep.outcome': 'free' });
  expect(waits[0]?.attributes['lockstep.lock.holder']).toMatch(/pid \d+/);
  const migrations = named('lockstep.migration').map(({ attributes }) => attributes['lockstep.migration']);
  expect([...(end?.applied ?? []), ...migrations].toSorted()).toEqual(Object.keys(slow));
});

test('the time of a wait is no time of the migration that waited', async () => {
  const store = await storeOf('better-sqlite3');
  const other = new Database(store.url.replace('sqlite:', ''));
  other.exec('BEGIN IMMEDIATE');
  await startOn(store, await moduleOf({ V1__a: 'CREATE TABLE a (id INTEGER);' }), {
    tracer,
    onEvent: ({ type }) => void (type === 'lock-waiting' && other.inTransaction && other.exec('ROLLBACK')),
  });
  other.close();
  const named = spansOf();
  const [wait] = named('lockstep.lock_wait');
  const [migration] = named('lockstep.migration');
  expect(inMilliseconds(wait?.duration ?? [0, 0])).toBeGreaterThan(0);
  expect(inMilliseconds(migration?.startTime ?? [0, 0])).toBeGreaterThanOrEqual(
    inMilliseconds(wait?.endTime ?? [0, 0]),
  );
});

test('a stopped start leaves spans that say so', async () => {
  const store = await storeOf('better-sqlite3');
  const stop = new AbortController();
  await startOn(store, await moduleOf({ V1__slow: slowly(100) }), {
    tracer,
    signal: stop.signal,
    onEvent: ({ type }) => void (type === 'migration-started' && setImmediate(() => stop.abort())),
  });
  const named = spansOf();
  expect(named('lockstep.migration')[0]?.attributes).toMatchObject({ 'lockstep.outcome': 'interrupted' });
  expect(named('lockstep.run')[0]?.attributes['error.type']).toBe('INTERRUPTED');
});

test('a tracer that throws breaks no start', async () => {
  const store = await storeOf('better-sqlite3');
  const fail = (): never => {
    throw new Error('no collector');
  };
  const first = await startOn(store, await moduleOf({ V1__a: 'CREATE TABLE a (id INTEGER);' }), {
    tracer: { startSpan: fail },
  });
  expect([first.error, first.result?.outcome]).toEqual([null, 'installed']);
  const span = { setAttribute: fail, recordException: fail, setStatus: fail, end: fail };
  const broken: StartupTracer = { startSpan: () => span };
  const second = await startOn(store, await moduleOf({ V1__a: 'CREATE TABLE a (id INTEGER);' }), {
    tracer: broken,
  });
  expect([second.error, second.result?.outcome]).toEqual([null, 'current']);
});

test('without @opentelemetry/api the spans are there, each by itself', async () => {
  vi.doMock('@opentelemetry/api', () => {
    throw new Error('not installed');
  });
  try {
    const store = await storeOf('better-sqlite3');
    const { result } = await startOn(store, await moduleOf(steps), { tracer });
    expect(result?.outcome).toBe('installed');
  } finally {
    vi.doUnmock('@opentelemetry/api');
  }
  const named = spansOf();
  const all = [...named('lockstep.run'), ...named('lockstep.migration')];
  expect(all).toHaveLength(3);
  expect(all.map(({ parentSpanContext }) => parentSpanContext)).toEqual(all.map(() => undefined));
});
