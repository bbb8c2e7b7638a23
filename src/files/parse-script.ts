import type { Diagnostic } from '../core/diagnostic.ts';
import type { Engine } from '../core/engine.ts';
import { categories, type Category, type NamingProfile, type Script } from '../core/migration.ts';
import { type Headers, noHeaders } from '../sql/header-keys.ts';
import { type ParsedHeaders, parseHeaders } from '../sql/headers.ts';
import { FileScript, type ScriptPlace } from './file-script.ts';
import { judgeHeaders } from './header-rules.ts';
import type { FolderContent } from './list-folder.ts';
import type { FileName } from './naming/read-file-name.ts';
import { readText } from './read-text.ts';

/** One side of a migration before it is paired. */
export interface ParsedScript {
  readonly fileName: FileName;
  readonly engine: Engine;
  readonly path: string;
  /** Null where the bytes are no text: then there is a finding. */
  readonly script: Script | null;
  /** Null there too. */
  readonly content: ScriptContent | null;
}

/** What a script says besides its statements. */
export interface ScriptContent {
  readonly category: Category;
  readonly headers: Headers;
  /** The line on disk of the first header line with each key. */
  readonly headerLines: ReadonlyMap<string, number>;
}

export interface ParseScriptOptions extends ScriptPlace {
  readonly profile: NamingProfile;
}

/**
 * Returns the script of a file, and adds to `findings` what is wrong with it taken alone: encoding, headers, emptiness.
 * Throws CONFIG_INVALID where the file cannot be read.
 */
export function parseScript(
  options: ParseScriptOptions,
  { before, shownBefore }: FolderContent,
  fileName: FileName,
  findings: Diagnostic[],
): ParsedScript {
  const { engine, profile } = options;
  const path = shownBefore + fileName.file;
  const diskText = readText(before + fileName.file, path);
  if (typeof diskText !== 'string') {
    findings.push({
      code: 'SCRIPT_ENCODING',
      rule: 'script-encoding',
      severity: 'error',
      file: path,
      column: null,
      ...diskText,
    });
    return { fileName, engine, path, script: null, content: null };
  }
  const parsed = parseHeaders({ engine, file: path, diskText });
  const { headers, headerLines, problems } = parsed;
  if (problems.length > 0) findings.push(...problems);
  // Nearly every script: a version without a header breaks no rule of headers.
  if (headerLines.size > 0 || fileName.series !== 'V')
    findings.push(...judgeHeaders({ profile, fileName, path, headers, headerLines }));
  const script = new FileScript(options, path, parsed);
  return { fileName, engine, path, script, content: contentOf(parsed, fileName) };
}

/** One for all scripts without a header, by what their names say. */
const plainContents = new Map<Category, ScriptContent>(
  categories.map((category) => [category, { category, headers: noHeaders, headerLines: new Map() }]),
);

function contentOf({ headers, headerLines }: ParsedHeaders, { category }: FileName): ScriptContent {
  const plain = headers === noHeaders ? plainContents.get(category) : undefined;
  return plain ?? { category: headers.category ?? category, headers, headerLines };
}
