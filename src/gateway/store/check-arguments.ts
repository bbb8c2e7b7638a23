import type { Operation, OperationName } from '../domain/operation.ts';
import { InvalidValue } from '../domain/store-error.ts';

/** Returns the arguments of a call as its rules give them. Throws InvalidValue that names the argument and what is wrong. */
export function checkArguments(
  name: OperationName,
  { takes }: Operation,
  given: readonly unknown[],
): unknown[] {
  return takes.map((rule, index) => {
    const judged = rule.safeParse(given[index]);
    if (judged.success) return judged.data;
    const [issue] = judged.error.issues;
    const where =
      issue === undefined || issue.path.length === 0 ? `argument ${index + 1}` : issue.path.join('.');
    throw new InvalidValue(`${name}: ${where} ${issue?.message ?? 'is wrong'}`, judged.error);
  });
}
