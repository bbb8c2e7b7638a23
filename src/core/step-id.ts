import type { NamingProfile, Series } from './migration.ts';

/** What a migration's name says about the step it stands for. */
export interface StepId {
  readonly series: Series;
  readonly number: number;
  /** `V18`, `S001`, `DM001`; in the numbered profile `001`, `S001`, `DM001`. */
  readonly id: string;
}

// The grammar of docs/files.md, without `.sql`: words after the number are lower case, joined by single underscores.
const grammars: { readonly [P in NamingProfile]: RegExp } = {
  versioned: /^(?:(V)([1-9]\d{0,8})|(S|DM)(?!000)(\d{3}))__[a-z0-9]+(?:_[a-z0-9]+)*$/,
  numbered: /^(?:()(?!000)(\d{3})|(S|DM)(?!000)(\d{3}))_[a-z0-9]+(?:_[a-z0-9]+)*$/,
};

/**
 * Returns the step that a name of the history stands for, or null where the profile cannot read the name. Legacy names
 * are not read here: they are known by the file that has them.
 */
export function parseStepName(profile: NamingProfile, name: string): StepId | null {
  const match = grammars[profile].exec(name);
  if (match === null) return null;
  const series = match[3] as Series | undefined;
  const digits = match[2] ?? match[4] ?? '';
  return { series: series ?? 'V', number: Number(digits), id: `${series ?? match[1] ?? ''}${digits}` };
}
