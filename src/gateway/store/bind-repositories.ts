import type { OperationName, Operation } from '../domain/operation.ts';
import { operations, type Repositories } from '../domain/store.ts';
import { checkArguments } from './check-arguments.ts';

type Method = (...taken: unknown[]) => Promise<unknown>;
type Table<Entry> = Readonly<Record<string, Readonly<Record<string, Entry>>>>;

/** Runs one call: `invoke` does it on the repositories that it is given. */
export type Call = (
  name: OperationName,
  operation: Operation,
  invoke: (repositories: Repositories) => Promise<unknown>,
) => Promise<unknown>;

/** Returns repositories of which every method has its arguments checked and is then run by `call`. */
export function bindRepositories(call: Call): Repositories {
  const bindMethod = (port: string, method: string, operation: Operation): Method => {
    const name: OperationName = `${port}.${method}`;
    return (...given) =>
      call(name, operation, async (repositories) =>
        (repositories as unknown as Table<Method>)[port]![method]!(...checkArguments(name, operation, given)),
      );
  };
  const ports = Object.entries(operations as Table<Operation>).map(([port, methods]) => [
    port,
    Object.fromEntries(
      Object.entries(methods).map(([method, operation]) => [method, bindMethod(port, method, operation)]),
    ),
  ]);
  return Object.fromEntries(ports) as unknown as Repositories;
}
