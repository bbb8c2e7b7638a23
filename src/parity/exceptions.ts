import type {
  AcceptedDifference,
  Difference,
  ParityException,
  ParityFile,
  StaleException,
} from './difference.ts';

/** Differences with those that the parity file accepts apart, and its entries that accept nothing. */
export interface Judged {
  readonly differences: readonly Difference[];
  readonly accepted: readonly AcceptedDifference[];
  readonly staleExceptions: readonly StaleException[];
}

/** Returns which differences the parity file accepts: by identifier, and only as long as both values are what was accepted. */
export function applyExceptions(found: readonly Difference[], { accepted }: ParityFile): Judged {
  const byId = new Map(found.map((difference) => [difference.id, difference]));
  const settled = new Map<string, ParityException>();
  const staleExceptions: StaleException[] = [];
  for (const exception of accepted) {
    const reason = staleReason(exception, byId);
    if (reason === null) settled.set(exception.id, exception);
    else staleExceptions.push({ exception, reason });
  }
  // An entry of its own comes before the one of an emulation.
  for (const exception of settled.values()) {
    const { standsFor } = exception;
    if (standsFor !== undefined && !settled.has(standsFor)) settled.set(standsFor, exception);
  }
  return {
    differences: found.filter(({ id }) => !settled.has(id)),
    accepted: found.flatMap((difference) => {
      const exception = settled.get(difference.id);
      return exception === undefined ? [] : [{ difference, exception }];
    }),
    staleExceptions,
  };
}

function staleReason(exception: ParityException, byId: ReadonlyMap<string, Difference>): string | null {
  const difference = byId.get(exception.id);
  if (difference === undefined) return 'Nothing differs there any more.';
  for (const side of ['postgres', 'sqlite'] as const) {
    const now = difference[side]?.value ?? null;
    if (now !== exception[side]) {
      return `On ${titles[side]} it was ${shown(exception[side])} when it was accepted, and is ${shown(now)} now.`;
    }
  }
  const { standsFor } = exception;
  if (standsFor === undefined || byId.has(standsFor)) return null;
  return `It stands for ${standsFor}, which is no difference any more.`;
}

const titles = { postgres: 'PostgreSQL', sqlite: 'SQLite' } as const;

function shown(value: string | null): string {
  return value === null ? 'nothing' : `\`${value}\``;
}
