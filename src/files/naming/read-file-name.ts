import type { Category, NamingProfile, Series } from '../../core/migration.ts';
import { parseStepName } from '../../core/step-id.ts';
import type { LegacyName } from '../../modules/config.ts';
import { type Naming, type NamingRow, profiles } from './profiles.ts';

/** What a file name says. */
export interface FileName {
  /** As it stands in the folder. */
  readonly file: string;
  /** The file name without `.sql`: what the history records. */
  readonly name: string;
  /** `V18`, `S001`, `DM001`; in the numbered profile `001`, `S001`, `DM001`. */
  readonly id: string;
  readonly series: Series;
  readonly number: number;
  /** A header may say another of `categories`. */
  readonly category: Category;
  readonly categories: readonly Category[];
}

export type FileNameReading = FileName | { readonly reason: string };

/** What people get wrong, most telling first. */
const mistakes: readonly (readonly [RegExp, string])[] = [
  [/^\./, 'it is a hidden file'],
  [/(?<!\.sql)$/i, 'it does not end in .sql'],
  [/(?<!\.sql)$/, 'its ending is not in lower case'],
  [/^[vs]\d|^dm\d/, 'its prefix is not in upper case'],
  [/^V0/, 'its version begins with 0'],
  [/^(S|DM)?0+_/, 'its number is 0'],
  [/^V\d{10}/, 'its version has more than nine digits'],
  [/^(S|DM)?(\d{1,2}|\d{4,})_/, 'its number has not three digits'],
  [
    /^(V\d+|\d{3}|S\d{3}|DM\d{3})/,
    'its number is not followed by the separator and lower-case words joined by single underscores',
  ],
];

/**
 * Returns what the name of a file in a migrations folder says, or the reason why the profile cannot read it. An entry
 * of `legacyNames` comes before the profile.
 */
export function readFileName(
  file: string,
  profile: NamingProfile,
  legacyNames: readonly LegacyName[] = [],
): FileNameReading {
  const naming = profiles[profile];
  const legacy = legacyNames.length === 0 ? undefined : legacyNames.find((entry) => entry.file === file);
  if (legacy !== undefined) return readLegacyName(legacy, naming);
  const name = nameOf(file);
  const step = file.endsWith('.sql') ? parseStepName(profile, name) : null;
  if (step !== null) {
    const { series, number, id } = step;
    const { categories } = rowOf(naming, series, number);
    return { file, name, id, series, number, category: categories[0], categories };
  }
  const mistake =
    mistakes.find(([pattern]) => pattern.test(file))?.[1] ?? 'the profile does not know this form';
  return { reason: `${mistake}; expected ${naming.expected}` };
}

/** The grammar lets no number pass that no row has. No closure: this is asked for every file. */
function rowOf({ rows }: Naming, series: Series, number: number): NamingRow {
  let place = 0;
  while (rows[place]!.series !== series || rows[place]!.to < number) place++;
  return rows[place]!;
}

function readLegacyName({ file, version, category }: LegacyName, naming: Naming): FileName {
  const row = naming.rows.find((candidate) => candidate.categories.includes(category))!;
  return {
    file,
    name: nameOf(file),
    id: row.id(version),
    series: row.series,
    number: version,
    category,
    categories: [category],
  };
}

function nameOf(file: string): string {
  return file.slice(0, -'.sql'.length);
}
