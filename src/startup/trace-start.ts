import type { Address } from '../core/address.ts';
import type { Engine } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import type { EventListener } from '../core/events.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { LockWatch } from '../migrate/run.ts';
import type { StartupMode, StartupSpan, StartupTracer } from './startup.ts';

/** OpenTelemetry's names of the systems (semantic conventions for databases). */
const systems: Readonly<Record<Engine, string>> = { postgres: 'postgresql', sqlite: 'sqlite' };
const statusError = 2;

type Attributes = Record<string, string | number | boolean>;

/** The spans of a start: one for the run, and below it one for each migration and each wait for the lock. */
export interface StartTrace {
  readonly onEvent: EventListener;
  readonly lockWatch: Pick<LockWatch, 'began' | 'ended'>;
  /** Does the work as the run's child, where @opentelemetry/api is there: spans of drivers lie below it too. */
  readonly within: <T>(work: () => Promise<T>) => Promise<T>;
  readonly end: (outcome: { readonly outcome: string } | { readonly error: unknown }) => void;
}

/** What a start without a tracer has. */
export const noTrace: StartTrace = {
  onEvent: () => undefined,
  lockWatch: { began: () => undefined, ended: () => undefined },
  within: (work) => work(),
  end: () => undefined,
};

/** Returns the trace of a start that begins now. A tracer that throws breaks nothing: what it was to show is lost. */
export async function traceStart(
  tracer: StartupTracer,
  address: Address,
  modules: readonly LoadedModule[],
  mode: StartupMode,
): Promise<StartTrace> {
  const api = await import('@opentelemetry/api').catch(() => null);
  const common: Attributes = { 'db.system.name': systems[address.engine], ...namespaceOf(address) };
  const open = (
    name: string,
    attributes: Attributes,
    startTime: number,
    parent?: unknown,
  ): StartupSpan | null =>
    attempt(() => tracer.startSpan(name, { attributes: { ...common, ...attributes }, startTime }, parent)) ??
    null;

  const run = open(
    'lockstep.run',
    { 'lockstep.mode': mode, 'lockstep.module': namesOf(modules) },
    Date.now(),
  );
  const context =
    api === null || run === null
      ? undefined
      : attempt(() =>
          api.trace.setSpan(api.context.active(), run as unknown as import('@opentelemetry/api').Span),
        );

  let applied = 0;
  /** The migration in hand; its span is made when it ends, because until then it may turn out to be another process's. */
  let step: { readonly attributes: Attributes; since: number } | null = null;
  let wait: StartupSpan | null = null;

  const endStep = (outcome: string, error?: unknown): void => {
    if (step === null) return;
    const span = open(
      'lockstep.migration',
      { ...step.attributes, 'lockstep.outcome': outcome },
      step.since,
      context,
    );
    step = null;
    close(span, error);
  };
  const endWait = (outcome: string, error?: unknown): void => {
    const span = wait;
    wait = null;
    attempt(() => span?.setAttribute('lockstep.outcome', outcome));
    close(span, error);
  };

  return {
    onEvent(event) {
      if (event.type === 'migration-started')
        step = { attributes: attributesOf(modules, event.module, event.migration), since: Date.now() };
      if (event.type === 'lock-waiting' && event.holder !== null)
        attempt(() => wait?.setAttribute('lockstep.lock.holder', event.holder ?? ''));
      if (event.type === 'history-moved') step = null;
      if (event.type === 'migration-applied') {
        applied++;
        endStep('applied');
      }
      if (event.type === 'migration-failed') endStep('failed', new LockstepError(event.code, event.message));
    },
    lockWatch: {
      began: ({ module }) => {
        wait ??= open('lockstep.lock_wait', { 'lockstep.module': module.name }, Date.now(), context);
      },
      ended: () => {
        endWait('free');
        if (step !== null) step.since = Date.now();
      },
    },
    within(work) {
      if (api === null || context === undefined) return work();
      const { promise, begin } = startOnce(work);
      attempt(() => api.context.with(context, begin));
      begin();
      return promise();
    },
    end(result) {
      const error = 'error' in result ? result.error : undefined;
      if (wait === null) endStep('interrupted', error);
      else endWait('given-up', error);
      attempt(() => run?.setAttribute('lockstep.applied', applied));
      attempt(() => run?.setAttribute('lockstep.outcome', 'outcome' in result ? result.outcome : 'failed'));
      close(run, error);
    },
  };
}

function startOnce<T>(work: () => Promise<T>): {
  readonly promise: () => Promise<T>;
  readonly begin: () => void;
} {
  let begun: Promise<T> | null = null;
  const begin = (): void => void (begun ??= work());
  return { begin, promise: () => begun ?? work() };
}

function close(span: StartupSpan | null, error: unknown): void {
  if (span === null) return;
  if (error !== undefined) {
    const known = error instanceof Error ? error : new Error(String(error));
    attempt(() => span.setAttribute('error.type', known instanceof LockstepError ? known.code : known.name));
    attempt(() => span.recordException(known));
    attempt(() => span.setStatus({ code: statusError, message: known.message }));
  }
  attempt(() => span.end(Date.now()));
}

function attributesOf(modules: readonly LoadedModule[], module: string, migration: string): Attributes {
  const found = modules.find(({ name }) => name === module)?.chain.find(({ name }) => name === migration);
  return {
    'lockstep.module': module,
    'lockstep.migration': migration,
    ...(found === undefined ? {} : { 'lockstep.category': found.category }),
    ...(found?.series === 'V' ? { 'lockstep.version': found.number } : {}),
  };
}

/** Of a server the database that the URL names, of a file its path; nothing where the URL leaves it to others. */
function namespaceOf({ location, redacted }: Address): Attributes {
  if (location.kind === 'file') return { 'db.namespace': location.path };
  const path = attempt(() => decodeURIComponent(new URL(redacted).pathname.slice(1))) ?? '';
  return location.kind === 'embedded' || path === '' ? {} : { 'db.namespace': path };
}

function namesOf(modules: readonly LoadedModule[]): string {
  return modules.map(({ name }) => name).join(',');
}

/** Observing must not break what is observed. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
