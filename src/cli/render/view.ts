/** The roles that text can have on a screen; colours are chosen here and nowhere else. */
export type Tone = 'strong' | 'faint' | 'good' | 'open' | 'warn' | 'bad' | 'accent';

/** How a renderer shapes its text: for a terminal (colour, relative times, its width) or for a file or pipe. */
export interface View {
  readonly paint: (tone: Tone, text: string) => string;
  /** Columns that a line may take; Infinity where lines are not cut. */
  readonly width: number;
  /** Milliseconds since 1970, to print times as ages; null prints them as they are. */
  readonly now: number | null;
}

const colours = {
  strong: 'bold',
  faint: 'dim',
  good: 'green',
  open: 'yellow',
  warn: 'magenta',
  bad: 'red',
  accent: 'cyan',
} as const satisfies Record<Tone, string>;

/** What a view is made from: the stream that the text goes to, and the environment. */
export interface ViewSource {
  readonly stream: { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Returns true where text may be coloured: on a terminal that knows colour, without NO_COLOR and CI. */
export function hasColour({ stream, env }: ViewSource): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && !env['CI'] && env['TERM'] !== 'dumb';
}

/** Returns the view for a stream; for anything but a terminal one without colour, with times as they are. */
export function createView(source: ViewSource): View {
  const terminal = source.stream.isTTY === true;
  return {
    paint: hasColour(source)
      ? // Loaded where there is colour: it takes as long as reading the migrations.
        (tone, text) =>
          process.getBuiltinModule('node:util').styleText(colours[tone], text, { validateStream: false })
      : (_tone, text) => text,
    width: terminal ? Math.max(source.stream.columns || 80, 40) : Number.POSITIVE_INFINITY,
    now: terminal ? Date.now() : null,
  };
}
