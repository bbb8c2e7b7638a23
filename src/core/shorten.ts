/** More than anybody reads, and less than a log or a JSON document can bear. */
const longestStatement = 2_000;

/** Returns the text of a statement as errors carry it: its beginning, with an ellipsis, where it is very long. */
export function shorten(text: string): string {
  return text.length <= longestStatement ? text : `${text.slice(0, longestStatement)}…`;
}
