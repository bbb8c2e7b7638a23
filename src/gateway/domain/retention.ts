import type { JsonValue } from './json.ts';
import { InvalidValue } from './store-error.ts';

/** How many days of 24 hours requests and their payloads are kept after they began, or were attached. */
export interface Retention {
  readonly logDays: number;
  readonly payloadDays: number;
}

/** The settings for those whose team has no retention policy, and what holds where a setting is not there. */
const defaults = {
  logDays: { setting: 'log.keep_days', days: 90 },
  payloadDays: { setting: 'log.keep_payloads_days', days: 7 },
} as const satisfies Readonly<Record<keyof Retention, unknown>>;

export const retentionSettings: readonly string[] = Object.values(defaults).map(({ setting }) => setting);

const dayMs = 86_400_000;

/** Returns what the settings say; no payload is kept for longer than its request. Throws InvalidValue where one is no whole number of days within ten years. */
export function readRetention(
  settings: readonly { readonly name: string; readonly value: JsonValue }[],
): Retention {
  const read = ({ setting, days }: { readonly setting: string; readonly days: number }): number => {
    const value = settings.find(({ name }) => name === setting)?.value ?? days;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 3650) return value;
    throw new InvalidValue(`The setting ${setting} is not a number of days from 0 to 3650`);
  };
  const logDays = read(defaults.logDays);
  return { logDays, payloadDays: Math.min(read(defaults.payloadDays), logDays) };
}

/** Returns the moment so many days before another one. */
export function daysBefore(moment: Date, days: number): Date {
  return new Date(moment.getTime() - days * dayMs);
}
