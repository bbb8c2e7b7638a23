import type { Diagnostic } from '../core/diagnostic.ts';
import type { Engine } from '../core/engine.ts';
import type { Category, NamingProfile, Script } from '../core/migration.ts';
import type { Headers } from '../sql/header-keys.ts';
import { parseHeaders } from '../sql/headers.ts';
import { FileScript } from './file-script.ts';
import { judgeHeaders } from './header-rules.ts';
import type { ScriptFile } from './list-folder.ts';
import type { FileName } from './naming/read-file-name.ts';
import { readText } from './read-text.ts';

/** One side of a migration before it is paired. */
export interface ParsedScript {
  readonly fileName: FileName;
  readonly engine: Engine;
  readonly path: string;
  /** Null where the bytes are no text: then there is a finding. */
  readonly script: Script | null;
  /** Null there too, and where the script was not read yet. */
  readonly content: ScriptContent | null;
}

export interface ScriptContent {
  readonly category: Category;
  readonly headers: Headers;
  /** The line on disk of the first header line with each key. */
  readonly headerLines: ReadonlyMap<string, number>;
}

export interface ParseScriptOptions {
  readonly engine: Engine;
  readonly profile: NamingProfile;
  /** The module's schema on PostgreSQL, null on SQLite. */
  readonly schema: string | null;
}

/**
 * Returns the script of a file, and adds to `findings` what is wrong with it taken alone: encoding, headers, emptiness.
 * Throws CONFIG_INVALID where the file cannot be read.
 */
export function parseScript(
  { engine, profile, schema }: ParseScriptOptions,
  file: ScriptFile,
  findings: Diagnostic[],
): ParsedScript {
  const { fileName, path } = file;
  const decoded = readText(file);
  if ('problem' in decoded) {
    findings.push({
      code: 'SCRIPT_ENCODING',
      rule: 'script-encoding',
      severity: 'error',
      file: path,
      column: null,
      ...decoded.problem,
    });
    return { fileName, engine, path, script: null, content: null };
  }
  const { text, leftOut, headers, headerLines, problems } = parseHeaders({
    engine,
    file: path,
    diskText: decoded.text,
  });
  findings.push(...problems, ...judgeHeaders({ profile, fileName, path, headers, headerLines }));
  return {
    fileName,
    engine,
    path,
    script: new FileScript({ engine, file: path, text, leftOut, headers, schema }),
    content: { category: headers.category ?? fileName.category, headers, headerLines },
  };
}
