import type { PageRequest } from '../../../src/gateway/domain/page.ts';
import { idNames } from './ids.ts';
import { printValue } from './print-value.ts';
import { type Call, firstMoment, type Program, type Step, type Walk } from './program.ts';

/** Returns a program as TypeScript that makes the same calls of a store, for people to paste into a test. */
export function printProgram(program: Program): string {
  const steps = program.map(printStep).join('\n');
  const names = [...idNames].filter(([, name]) => new RegExp(`\\b${name}\\b`).test(steps));
  return [
    ...names.map(([id, name]) => `const ${name} = '${id}';`),
    ...(/\bnest\(/.test(steps)
      ? [
          'const nest = (levels: number, value: JsonValue): JsonValue => (levels === 0 ? value : [nest(levels - 1, value)]);',
        ]
      : []),
    ...(/\blongText\b/.test(steps) ? ["import { longText } from './values.ts';"] : []),
    `let now = ${printValue(firstMoment)};`,
    'const store = await openStore(url, { now: () => now });',
    steps,
  ].join('\n');
}

const printCall = ({ name, args }: Call): string => `${name}(${args.map(printValue).join(', ')})`;

function printWalk({ call, at }: Walk): string {
  const { limit } = call.args[at] as PageRequest;
  const args = call.args.map((value, index) =>
    index === at ? `{ after, limit: ${limit} }` : printValue(value),
  );
  return [
    'for (let after: string | undefined, page: Page<unknown>; ; after = page.next) {',
    `  page = await store.${call.name}(${args.join(', ')});`,
    '  if (page.next === null) break;',
    '}',
  ].join('\n');
}

function printStep(step: Step): string {
  if (step.kind === 'clock') return `now = ${printValue(step.now)};`;
  if (step.kind === 'call') return `await store.${printCall(step.call)};`;
  if (step.kind === 'walk') return printWalk(step);
  const caught = step.end === 'go on' ? '.catch(() => undefined)' : '';
  return [
    'await store.unitOfWork(async (unit) => {',
    ...step.calls.map((call) => `  await unit.${printCall(call)}${caught};`),
    ...(step.end === 'throw' ? ["  throw new Error('the unit ends itself');"] : []),
    '});',
  ].join('\n');
}
