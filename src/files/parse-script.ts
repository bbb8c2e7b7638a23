import type { Diagnostic } from '../core/diagnostic.ts';
import type { Engine } from '../core/engine.ts';
import type { Category, NamingProfile, Script } from '../core/migration.ts';
import type { Headers } from '../sql/header-keys.ts';
import { parseHeaders } from '../sql/headers.ts';
import { FileScript } from './file-script.ts';
import { judgeHeaders } from './header-rules.ts';
import type { FileName } from './naming/read-file-name.ts';
import type { ScriptFile } from './read-folder.ts';

/** One side of a migration before it is paired. */
export interface ParsedScript {
  readonly fileName: FileName;
  readonly engine: Engine;
  readonly path: string;
  /** Null where the bytes are no text: then there is a finding. */
  readonly content: ScriptContent | null;
}

export interface ScriptContent {
  readonly script: Script;
  readonly category: Category;
  readonly headers: Headers;
  /** The line on disk of the first header line with each key. */
  readonly headerLines: ReadonlyMap<string, number>;
}

export interface ParseScriptOptions {
  readonly engine: Engine;
  readonly file: ScriptFile;
  readonly profile: NamingProfile;
  /** The module's schema on PostgreSQL, null on SQLite. */
  readonly schema: string | null;
}

/** Returns the script of a file, and what is wrong with it taken alone: encoding, headers, emptiness. Never throws. */
export function parseScript(options: ParseScriptOptions): {
  readonly parsed: ParsedScript;
  readonly findings: readonly Diagnostic[];
} {
  const { engine, profile, schema } = options;
  const { fileName, path, decoded } = options.file;
  if ('problem' in decoded) {
    const finding: Diagnostic = {
      code: 'SCRIPT_ENCODING',
      rule: 'script-encoding',
      severity: 'error',
      file: path,
      column: null,
      ...decoded.problem,
    };
    return { parsed: { fileName, engine, path, content: null }, findings: [finding] };
  }
  const { text, leftOut, headers, headerLines, problems } = parseHeaders({
    engine,
    file: path,
    diskText: decoded.text,
  });
  const script = new FileScript({ engine, file: path, text, leftOut, headers, schema });
  const content = { script, category: headers.category ?? fileName.category, headers, headerLines };
  return {
    parsed: { fileName, engine, path, content },
    findings: [...problems, ...judgeHeaders({ profile, fileName, path, headers, headerLines })],
  };
}
