import { setFlagsFromString } from 'node:v8';
import type { Script } from '../core/migration.ts';

/** Below both, no function of the parser is called often enough. */
const enough = { scripts: 100, characters: 100_000 };

const baselineOnly = ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];

/**
 * Keeps V8 from optimizing WebAssembly in this process, where there is much to parse: PostgreSQL's grammar is one function
 * so long that optimizing it takes 600 MB and a second of the processor, more than all of 50 MB gains by it. For the
 * process of `check` alone, and before the parser runs: V8 compiles a function when it is first called.
 */
export function spareOptimizing(scripts: readonly Pick<Script, 'text'>[]): void {
  const characters = scripts.reduce((sum, { text }) => sum + text.length, 0);
  if (scripts.length <= enough.scripts && characters <= enough.characters) return;
  for (const flag of baselineOnly) setFlagsFromString(flag);
}
