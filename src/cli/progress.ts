import type { RunEvent } from '../core/events.ts';
import { type Activity, nextActivity, progressLine } from './render/progress.ts';
import { formatDuration } from './render/time.ts';
import type { View } from './render/view.ts';
import { truncate } from './render/width.ts';

/** Where progress goes to. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows what a run does while it does it. */
export interface Progress {
  readonly onEvent: (event: RunEvent) => void;
  /** Takes the live line away; progress may go on afterwards. */
  readonly clear: () => void;
  readonly [Symbol.dispose]: () => void;
}

const silent: Progress = {
  onEvent: () => undefined,
  clear: () => undefined,
  [Symbol.dispose]: () => undefined,
};

/** A long step says that it still runs: a build server ends a job that says nothing. */
const heartbeatMs = 30_000;
const liveMs = 100;
const waitLinesEveryMs = 10_000;

/**
 * Returns the progress of a run: one live line with the elapsed time on a terminal, plain lines elsewhere, nothing
 * where `quiet`.
 */
export function createProgress(
  stream: ProgressStream,
  view: View,
  { quiet, live }: { readonly quiet: boolean; readonly live: boolean },
): Progress {
  if (quiet) return silent;
  return live ? createLive(stream, view) : createPlain(stream);
}

function createLive(stream: ProgressStream, view: View): Progress {
  let activity: Activity | null = null;
  let shown = false;
  const clear = (): void => {
    if (shown) stream.write('\r\u001b[2K');
    shown = false;
  };
  const draw = (): void => {
    const elapsed = activity === null ? 0 : performance.now() - activity.since;
    // What is done at once would only flicker.
    if (activity === null || elapsed < liveMs) return;
    const time = formatDuration(elapsed);
    const text = truncate(activity.text, (stream.columns || 80) - time.length - 3);
    stream.write(`\r\u001b[2K${text}  ${view.paint('faint', time)}`);
    shown = true;
  };
  const timer = setInterval(draw, liveMs).unref();
  return {
    onEvent: (event) => {
      activity = nextActivity(event, performance.now(), activity);
      const line = progressLine(event, true);
      if (line === null && activity !== null) return;
      clear();
      if (line !== null) stream.write(`${line}\n`);
    },
    clear: () => {
      activity = null;
      clear();
    },
    [Symbol.dispose]: () => {
      clearInterval(timer);
      clear();
    },
  };
}

function createPlain(stream: ProgressStream): Progress {
  let activity: Activity | null = null;
  let waitSaidAt = Number.NEGATIVE_INFINITY;
  const beat = (): void => {
    if (activity === null) return;
    stream.write(`${activity.text}, for ${formatDuration(performance.now() - activity.since)}\n`);
  };
  const timer = setInterval(beat, heartbeatMs).unref();
  return {
    onEvent: (event) => {
      const now = performance.now();
      activity = nextActivity(event, now, activity);
      if (event.type === 'lock-waiting') {
        if (now - waitSaidAt < waitLinesEveryMs) return;
        waitSaidAt = now;
      }
      timer.refresh();
      const line = progressLine(event, false);
      if (line !== null) stream.write(`${line}\n`);
    },
    clear: () => {
      activity = null;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
