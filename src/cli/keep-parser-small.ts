/**
 * Lets V8 run PostgreSQL's parser as it was first compiled. Making the best of it would take a second processor and half a
 * gigabyte, and a comparison is done before that pays. For a process of its own only: an application's other WebAssembly
 * may think otherwise.
 */
export function keepParserSmall(): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
}
