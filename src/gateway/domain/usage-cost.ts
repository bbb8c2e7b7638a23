import { InvalidValue } from './store-error.ts';

/** Input tokens that came from a cache are counted apart: no token is in two counts. */
export interface TokenCounts {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
}

/** Millionths of a US dollar per million tokens, as a price says them. */
export interface TokenRates {
  readonly inputMicrosPerMtok: number;
  readonly cachedInputMicrosPerMtok: number;
  readonly outputMicrosPerMtok: number;
}

const tokensPerRate = 1_000_000n;

/**
 * Returns what the tokens cost in whole micros: the three products are added exactly, and the sum is rounded once, half a micro
 * up. So a line is off by half a micro at most, however its tokens are spread. Throws InvalidValue above 2^53 − 1.
 */
export function costOf(tokens: TokenCounts, rates: TokenRates): number {
  const parts = [
    BigInt(tokens.inputTokens) * BigInt(rates.inputMicrosPerMtok),
    BigInt(tokens.cachedInputTokens) * BigInt(rates.cachedInputMicrosPerMtok),
    BigInt(tokens.outputTokens) * BigInt(rates.outputMicrosPerMtok),
  ];
  const exact = parts.reduce((sum, part) => sum + part, 0n);
  const micros = (exact + tokensPerRate / 2n) / tokensPerRate;
  if (micros <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(micros);
  throw new InvalidValue(`The tokens cost ${micros} micros, more than a line can hold (9007199254740991)`);
}
