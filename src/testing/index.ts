/** The test kit, `lockstep/testing`: scratch databases, parity as an assertion, one suite over several drivers. */
export {
  conformance,
  type ConformanceDriver,
  type ConformanceSuite,
  type ConformanceTests,
  type TestRunner,
} from './conformance.ts';
export { expectParity, type ExpectParityOptions, ParityMismatch } from './expect-parity.ts';
export { scratchDatabase, type ScratchDatabaseOptions, type TestDatabase } from './scratch-database.ts';
