import type { Readiness } from '../../index.ts';

/** What `/readyz` answers. */
export interface ReadinessAnswer extends Pick<Readiness, 'ready' | 'code' | 'reason'> {
  /** The applied and the newest version; null where the database could not be read, or has none. */
  readonly current: number | null;
  readonly latest: number | null;
  /** RFC 3339: an answer is given again for a second. */
  readonly checkedAt: string;
}

export interface ProbeOptions {
  /** Defaults to 1,000: how long an answer is given again. However often it is asked, the database is asked once in that time. */
  readonly freshMs?: number;
  /** Defaults to 2,000: after which the answer is that the database does not answer. */
  readonly limitMs?: number;
}

/**
 * Returns a function that tells whether the gateway is ready, and that always returns: one look at the database at a time, never
 * waited for longer than the limit, never thrown.
 */
export function createReadinessProbe(
  check: (signal: AbortSignal) => Promise<Readiness>,
  { freshMs = 1000, limitMs = 2000 }: ProbeOptions = {},
): () => Promise<ReadinessAnswer> {
  let last: { readonly answer: ReadinessAnswer; readonly at: number } | null = null;
  let looking: Promise<ReadinessAnswer> | null = null;

  async function look(): Promise<ReadinessAnswer> {
    const stop = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<ReadinessAnswer>((resolve) => {
      timer = setTimeout(() => {
        stop.abort(new Error('timeout'));
        resolve(unreachable(`the database did not answer within ${limitMs} ms`));
      }, limitMs);
    });
    // What throws here is no error of the database: checkReadiness tells those.
    const found = check(stop.signal).then(answerOf, (error: unknown) =>
      unreachable(error instanceof Error ? error.message : 'the check failed'),
    );
    try {
      return await Promise.race([found, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }

  return async () => {
    if (last !== null && performance.now() - last.at < freshMs) return last.answer;
    looking ??= look().finally(() => (looking = null));
    const answer = await looking;
    last = { answer, at: performance.now() };
    return answer;
  };
}

function answerOf({ ready, code, reason, report }: Readiness): ReadinessAnswer {
  const module = report?.databases[0]?.modules[0];
  const { current = null, latest = null } = module ?? {};
  return { ready, code, reason, current, latest, checkedAt: new Date().toISOString() };
}

function unreachable(reason: string): ReadinessAnswer {
  const checkedAt = new Date().toISOString();
  return { ready: false, code: 'DATABASE_UNREACHABLE', reason, current: null, latest: null, checkedAt };
}
