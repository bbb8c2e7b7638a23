import type { Difference, ParityException } from '../difference.ts';
import { acceptedValues } from './exceptions.ts';
import { jsonSpans } from '../../modules/json-spans.ts';

/**
 * Returns the text of the parity file with the difference accepted: in the place of an entry with its identifier, else
 * behind the last one. The rest of the text stays as it is; null or a blank text gives a new file. `others` are the other
 * differences there are: an entry that is replaced may stand for one of them.
 */
export function acceptException(
  content: string | null,
  difference: Difference,
  reason: string,
  others: readonly Difference[] = [],
): string {
  const exception: ParityException = {
    id: difference.id,
    ...acceptedValues(difference, undefined),
    reason,
  };
  if (content === null || content.trim() === '') {
    return `${JSON.stringify({ logical: {}, accepted: [exception] }, null, 2)}\n`;
  }
  const { accepted } = JSON.parse(content.replace(/^\uFEFF/, '')) as {
    accepted?: readonly ParityException[];
  };
  const spans = jsonSpans(content);
  const spanOf = (path: string): { readonly start: number; readonly end: number } | undefined =>
    spans.find((span) => span.path === path);
  const same = accepted?.findIndex(({ id }) => id === difference.id) ?? -1;
  const replaced = spanOf(`accepted[${same}]`);
  if (replaced !== undefined) {
    const { standsFor } = accepted![same]!;
    const values = acceptedValues(
      difference,
      others.find(({ id }) => id === standsFor),
    );
    const entry = standsFor === undefined ? exception : { ...exception, ...values, standsFor };
    return content.slice(0, replaced.start) + indented(entry, 4) + content.slice(replaced.end);
  }
  const list = spanOf('accepted');
  if (list === undefined) return withList(content, spanOf('')!, exception);
  const last = spanOf(`accepted[${(accepted?.length ?? 0) - 1}]`);
  const entry = indented(exception, 4);
  return last === undefined
    ? `${content.slice(0, list.start)}[\n    ${entry}\n  ]${content.slice(list.end)}`
    : `${content.slice(0, last.end)},\n    ${entry}${content.slice(last.end)}`;
}

function withList(
  content: string,
  whole: { readonly start: number; readonly end: number },
  exception: ParityException,
): string {
  const inside = content.slice(whole.start + 1, whole.end - 1).trimEnd();
  const comma = inside.trim() === '' ? '' : ',';
  const list = `"accepted": [\n    ${indented(exception, 4)}\n  ]`;
  return `${content.slice(0, whole.start)}{${inside}${comma}\n  ${list}\n}${content.slice(whole.end)}`;
}

function indented(entry: ParityException, by: number): string {
  return JSON.stringify(entry, null, 2).replaceAll('\n', `\n${' '.repeat(by)}`);
}
