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
  versioned: /^(?:V[1-9]\d{0,8}|(?:S|DM)(?!000)\d{3})__[a-z0-9]+(?:_[a-z0-9]+)*$/,
  numbered: /^(?:S|DM)?(?!000)\d{3}_[a-z0-9]+(?:_[a-z0-9]+)*$/,
};

/**
 * Returns the step that a name of the history stands for, or null where the profile cannot read the name. Legacy names
 * are not read here: they are known by the file that has them.
 */
export function parseStepName(profile: NamingProfile, name: string): StepId | null {
  // What a match with groups leaves behind is ten times the name, for every file.
  if (!grammars[profile].test(name)) return null;
  const id = name.slice(0, name.indexOf('_'));
  const series = id.startsWith('DM') ? 'DM' : id.startsWith('S') ? 'S' : 'V';
  const prefix = profile === 'numbered' && series === 'V' ? '' : series;
  return { series, number: Number(id.slice(prefix.length)), id };
}
