import type { AppliedRow, Series, Session } from '../../src/drivers/port.ts';
import type { MoreOfStep } from '../conformance/step-write.ts';
import type { PgFixture } from './pg-fixture.ts';

export interface SeriesRun {
  readonly told: readonly AppliedRow[];
  /** `thrown` where it failed. */
  readonly outcome: string;
  readonly error: Partial<Record<'code' | 'message', string>> & { readonly details?: unknown };
}

/** The texts as V<from>, V<from + 1> and so on, on what the fixture's session reads now. */
export async function seriesOf(
  f: PgFixture,
  from: number,
  texts: readonly (string | readonly [string, MoreOfStep])[],
  signal?: AbortSignal,
): Promise<Series> {
  const expected = await f.session.read(f.history);
  const steps = await Promise.all(
    texts.map((given, index) => {
      const [text, more] = typeof given === 'string' ? [given, {}] : given;
      return f.write(from + index, text, { ...more, expected });
    }),
  );
  return { history: f.history, appliedBy: 'test', expected, signal, steps };
}

/** Applies a series and says all that it told, and how it ended. */
export async function runSeries(
  session: Session,
  series: Series,
  onTold: (count: number) => boolean = () => true,
): Promise<SeriesRun> {
  const told: AppliedRow[] = [];
  try {
    const { outcome } = await session.applySeries(series, (row) => onTold(told.push(row)));
    return { told, outcome, error: {} };
  } catch (error) {
    return { told, outcome: 'thrown', error: error as SeriesRun['error'] };
  }
}

/** V<from> to V<to>. */
export function stepNames(to: number, from = 1): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `V${from + index}__step`);
}

/** So many scripts that each leave a number in the table `item`. */
export function inserts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `INSERT INTO item VALUES (${index + 1});`);
}

export const createItem = 'CREATE TABLE item (id int PRIMARY KEY);';
