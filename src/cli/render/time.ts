import type { View } from './view.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Returns a duration as people say it: `12 ms`, `3.4 s`, `2 min 5 s`, `1 h 3 min`. */
export function formatDuration(ms: number): string {
  if (ms < second) return `${Math.round(ms)} ms`;
  if (ms < 59.95 * second) return `${(ms / second).toFixed(1)} s`;
  if (ms < hour) return joined(Math.floor(ms / minute), 'min', Math.floor((ms % minute) / second), 's');
  return joined(Math.floor(ms / hour), 'h', Math.floor((ms % hour) / minute), 'min');
}

function joined(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

/** Returns a point in time as an age where the view wants ages and it is younger than 60 days, else as it is. */
export function formatTime(iso: string, view: View): string {
  const at = Date.parse(iso);
  if (view.now === null || Number.isNaN(at)) return iso;
  const age = view.now - at;
  // A database's clock may run ahead of ours by a little.
  if (age < -minute) return iso;
  if (age < minute) return 'just now';
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  if (age < day) return `${Math.floor(age / hour)} h ago`;
  const days = Math.floor(age / day);
  if (days < 60) return days === 1 ? '1 day ago' : `${days} days ago`;
  return iso.slice(0, 10);
}
