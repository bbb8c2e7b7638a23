import type { AppliedRow, ApplyResult, NotNow, Series, StepWrite } from '../port.ts';
import { applyStep } from './apply-step.ts';
import type { PgConnection } from './connection.ts';
import { isSendableAhead, sendAhead } from './send-ahead.ts';
import { SeriesCourse } from './series-course.ts';

/**
 * Applies steps in a row. On a connection of our own they are sent one behind the other without waiting for the answers;
 * what cannot be sent so goes by itself, and so does a step that stands alone.
 */
export async function applySeries(
  open: () => Promise<PgConnection>,
  series: Series,
  onApplied: (row: AppliedRow) => boolean,
): Promise<NotNow | { readonly outcome: 'applied' }> {
  const course = new SeriesCourse(series, onApplied);
  for (let write = course.next; write !== null && !course.isOver; write = course.next) {
    const connection = await open();
    const hasMore = course.ahead(1) !== null;
    const notNow =
      hasMore && isSendableAhead(connection, write)
        ? await connection.cancelOn(series.signal, () => sendAhead(connection, course, write))
        : await applyAlone(connection, course, write);
    if (notNow !== null) return notNow;
  }
  return { outcome: 'applied' };
}

/** Null where it was applied. */
async function applyAlone(
  connection: PgConnection,
  course: SeriesCourse,
  write: StepWrite,
): Promise<NotNow | null> {
  const result: ApplyResult = await applyStep(connection, write);
  if (result.outcome !== 'applied') return result;
  course.tell(result);
  return null;
}
