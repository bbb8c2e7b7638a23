const perDay = 86_400_000_000n;

/** Returns a moment, in microseconds since 1970, as `2001-02-03T04:05:06.789Z`, with as many digits as it needs. */
export function momentText(micros: string, separator: 'T' | ' ' = 'T'): string {
  const total = BigInt(micros);
  const days = floorDiv(total, perDay);
  const inDay = total - days * perDay;
  const date = new Date(Number(days) * 86_400_000).toISOString().slice(0, 10).replace(/^\+00/, '');
  const seconds = inDay / 1_000_000n;
  const pad = (value: bigint): string => String(value).padStart(2, '0');
  const time = `${pad(seconds / 3600n)}:${pad((seconds / 60n) % 60n)}:${pad(seconds % 60n)}`;
  const parts = String(inDay % 1_000_000n).padStart(6, '0');
  const fraction = parts.endsWith('000') ? parts.slice(0, 3) : parts;
  if (separator === ' ') return `${date} ${time}${fraction === '000' ? '' : `.${fraction}`}`;
  return `${date}T${time}.${fraction}Z`;
}

/** Returns how many of the parts of a second a unit has, in microseconds; 1 second where the unit is not told. */
export function microsPerUnit(unit: string | null): bigint {
  return unit === 'us' ? 1n : unit === 'ms' ? 1_000n : 1_000_000n;
}

/** Returns the quotient rounded down, also for numbers below zero. */
export function floorDiv(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
