/** The flags of `parity`. */
export interface ParityFlags {
  readonly at?: 'head' | 'each';
  readonly scratch?: string;
  readonly postgres?: string;
  readonly sqlite?: string;
  readonly strict?: boolean;
  readonly format?: ParityFormat;
  readonly output?: string;
  readonly reason?: string;
}

export type ParityFormat = (typeof parityFormats)[number];

/** How a report can be written. */
export const parityFormats = ['human', 'json', 'markdown', 'html'] as const;
