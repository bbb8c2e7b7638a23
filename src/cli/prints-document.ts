/**
 * Returns true where the words ask for one JSON document on standard output: `--json`, and `--format json` for a report
 * that goes to no file. Read off the words themselves, so that it is known also where they make no sense.
 */
export function printsDocument(words: readonly string[]): boolean {
  if (words.includes('--json')) return true;
  if (words.some((word) => word === '--output' || word.startsWith('--output='))) return false;
  return words.some(
    (word, at) => word === '--format=json' || (word === '--format' && words[at + 1] === 'json'),
  );
}
