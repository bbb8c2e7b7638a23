import type { Page, PageRequest } from '../../../src/gateway/domain/page.ts';
import { printValue } from './print-value.ts';
import type { Call, Walk } from './program.ts';

/** Pages that do not add up to their list, on one store by itself. */
class BrokenWalk extends Error {
  override readonly name = 'BrokenWalk';
}

/** More than any program makes rows. */
const mostPages = 300;
const largest = 1000;

/**
 * Turns the pages of a list from the first to the last. Returns them as text, a line for each. Throws BrokenWalk where a page
 * is not as long as it should be, or where all of them together are not what one large page holds.
 */
export async function runWalk(
  { call, at }: Walk,
  invoke: (call: Call) => Promise<unknown>,
): Promise<readonly string[]> {
  const turn = async (request: PageRequest): Promise<Page<unknown>> =>
    (await invoke({ ...call, args: call.args.with(at, request) })) as Page<unknown>;
  const { limit } = call.args[at] as PageRequest;
  const lines: string[] = [];
  const walked: string[] = [];
  for (let page = await turn({ limit }); ; page = await turn({ limit, after: page.next })) {
    lines.push(printValue(page));
    walked.push(...page.items.map(printValue));
    const { length } = page.items;
    if (length > limit || (page.next !== null && length < limit))
      throw new BrokenWalk(`page ${lines.length} of at most ${limit} holds ${length}: ${printValue(page)}`);
    if (page.next === null) break;
    if (lines.length === mostPages) throw new BrokenWalk(`there is no end after ${mostPages} pages`);
  }
  const whole = (await turn({ limit: largest })).items.map(printValue);
  if (walked.join('\n') === whole.join('\n')) return lines;
  throw new BrokenWalk(
    [`the pages of ${limit} hold`, ...walked, `one page of ${largest} holds`, ...whole].join('\n'),
  );
}
