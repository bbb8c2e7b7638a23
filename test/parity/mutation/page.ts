import { join } from 'node:path';
import { type Score, renderScore, renderSurvivors } from './score.ts';

/** docs/parity-mutation.md: its text is written by hand, its figures by scripts/parity-mutation.ts. */
export const mutationPage: string = join(import.meta.dirname, '../../../docs/parity-mutation.md');

/** Returns the page with the figures of a run over all mutants. Throws where it has no place for them. */
export function writePage(page: string, scores: readonly Score[]): string {
  const parts: Readonly<Record<string, string>> = {
    score: renderScore(scores),
    survivors: renderSurvivors(),
  };
  return Object.entries(parts).reduce((text, [name, part]) => {
    const place = new RegExp(`<!-- generated: ${name} -->\\n[\\s\\S]*?<!-- end -->`);
    if (!place.test(text)) throw new Error(`docs/parity-mutation.md has no place for: ${name}`);
    return text.replace(place, () => `<!-- generated: ${name} -->\n${part}\n<!-- end -->`);
  }, page);
}

/** Returns how many mutants of each kind the page tells of. */
export function countsOf(page: string): Readonly<Record<string, number>> {
  const rows = [...page.matchAll(/^\| ([a-zA-Z][^|*]*) \| (\d+) \| \d+ \| \d+ \| /gm)];
  return Object.fromEntries(rows.map(([, kind, count]) => [kind!, Number(count)]));
}
