import { engineTitles } from '../../core/engine.ts';
import type {
  AcceptedDifference,
  Difference,
  ParityException,
  ParityFile,
  StaleException,
} from '../difference.ts';

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
  const { standsFor } = exception;
  const stoodFor = standsFor === undefined ? undefined : byId.get(standsFor);
  if (standsFor !== undefined && stoodFor === undefined)
    return `It stands for ${standsFor}, which is no difference any more.`;
  const values = acceptedValues(difference, stoodFor);
  for (const side of ['postgres', 'sqlite'] as const) {
    const now = values[side];
    if (now !== exception[side]) {
      return `On ${engineTitles[side]} it was ${shown(exception[side])} when it was accepted, and is ${shown(now)} now.`;
    }
  }
  return null;
}

/**
 * Returns what an entry records of both sides: the difference's values, and where a side has nothing, that side's value of
 * the difference that the entry stands for too. So neither an emulation nor what it replaces can change unseen.
 */
export function acceptedValues(
  difference: Difference,
  stoodFor: Difference | undefined,
): Pick<ParityException, 'postgres' | 'sqlite'> {
  return {
    postgres: difference.postgres?.value ?? stoodFor?.postgres?.value ?? null,
    sqlite: difference.sqlite?.value ?? stoodFor?.sqlite?.value ?? null,
  };
}

function shown(value: string | null): string {
  return value === null ? 'nothing' : `\`${value}\``;
}
