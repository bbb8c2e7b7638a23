/** One fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Where it stands, e.g. `docs/api.md:41`: for the titles of tests. */
  readonly place: string;
  /** The path in its first line, where that is a comment with a path alone: the block is that file. */
  readonly path: string | null;
}

/** Returns the fenced blocks of a page in their order; empty where it has none. */
export function readBlocks(page: string, name: string): readonly Block[] {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: text = '', index }) => ({
      language,
      text,
      place: `${name}:${page.slice(0, index).split('\n').length}`,
      path: /^(?:\/\/|--) ([\w./*-]+\.\w+)\n/.exec(text)?.[1] ?? null,
    }),
  );
}

/** Returns the lines that a program says it prints, in their order: `// prints: …` up to the end of the line. */
export function promisedLines({ text }: Block): readonly string[] {
  return [...text.matchAll(/\/\/ prints: (.*)$/gm)].map(([, line = '']) => line);
}
