import type { Diagnostic } from '../core/diagnostic.ts';
import type { NamingProfile } from '../core/migration.ts';
import type { Headers } from '../sql/header-keys.ts';
import type { FileName } from './naming/read-file-name.ts';

/** A script's headers together with what its file name says. */
export interface NamedHeaders {
  readonly profile: NamingProfile;
  readonly fileName: FileName;
  readonly path: string;
  readonly headers: Headers;
  readonly headerLines: ReadonlyMap<string, number>;
}

interface HeaderRule {
  readonly rule: string;
  /** The header key that the finding is about: its line is reported. */
  readonly key: string;
  readonly isBroken: (script: NamedHeaders) => boolean;
  readonly message: (script: NamedHeaders) => string;
  readonly hint: (script: NamedHeaders) => string;
}

const versionedOnly = ['category', 'after', 'requires'] as const;

/** Which header may stand in which kind of file. */
const rules: readonly HeaderRule[] = [
  ...versionedOnly.map(
    (key): HeaderRule => ({
      rule: 'header-profile',
      key,
      isBroken: ({ profile, headerLines }) => profile === 'numbered' && headerLines.has(key),
      message: () => `${key}= has no meaning in the numbered profile`,
      hint: () => `Take the line out: in the numbered profile the number says the category and the order.`,
    }),
  ),
  {
    rule: 'header-series',
    key: 'category',
    isBroken: ({ profile, fileName, headers }) =>
      profile === 'versioned' && headers.category !== null && !fileName.categories.includes(headers.category),
    message: ({ fileName, headers }) =>
      `category=${headers.category} contradicts ${fileName.id}, which is of category ${fileName.category}`,
    hint: () => 'Take the line out: only the header of a V file chooses the category.',
  },
  {
    rule: 'header-series',
    key: 'after',
    isBroken: ({ profile, fileName, headerLines }) =>
      profile === 'versioned' && fileName.series === 'V' && headerLines.has('after'),
    message: ({ fileName }) =>
      `after= has no meaning in ${fileName.id}: a version stands where its number says`,
    hint: () => 'Take the line out.',
  },
  {
    rule: 'missing-after',
    key: 'after',
    isBroken: ({ profile, fileName, headerLines }) =>
      profile === 'versioned' && fileName.series !== 'V' && !headerLines.has('after'),
    message: ({ fileName }) => `${fileName.id} does not say behind which version it stands`,
    hint: () => 'Add the header line -- lockstep: after=V… with the newest version that it needs.',
  },
  ...(['requires', 'replaces'] as const).map(
    (key): HeaderRule => ({
      rule: 'header-series',
      key,
      isBroken: ({ profile, fileName, headerLines }) =>
        profile === 'versioned' && fileName.series !== 'V' && headerLines.has(key),
      message: ({ fileName }) => `${key}= has no meaning in ${fileName.id}: only a version has it`,
      hint: () => 'Take the line out.',
    }),
  ),
  {
    rule: 'replaces-range',
    key: 'replaces',
    isBroken: ({ fileName, headers }) =>
      fileName.series === 'V' && headers.replaces !== null && headers.replaces.to > fileName.number,
    message: ({ fileName, headers }) =>
      `replaces= reaches V${headers.replaces?.to}, above ${fileName.id} itself`,
    hint: ({ fileName }) => `End the range at V${fileName.number}.`,
  },
];

/** Returns a BAD_DIRECTIVE finding for each header that the kind of file may not have or lacks; empty where all fit. */
export function judgeHeaders(script: NamedHeaders): readonly Diagnostic[] {
  return rules
    .filter(({ isBroken }) => isBroken(script))
    .map(({ rule, key, message, hint }) => ({
      code: 'BAD_DIRECTIVE',
      rule,
      severity: 'error',
      file: script.path,
      line: script.headerLines.get(key) ?? 1,
      column: null,
      message: message(script),
      hint: hint(script),
    }));
}
