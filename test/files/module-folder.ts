import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ModuleConfig } from '../../src/modules/config.ts';
import { tempFolder } from '../servers/temp-folder.ts';

/** Text or bytes by path from the module's folder; null for a folder. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

export const moduleConfig: ModuleConfig = {
  name: 'app',
  migrations: { postgres: 'postgres', sqlite: 'sqlite' },
};

/** Returns a new folder with `postgres/`, `sqlite/` and these files in it. */
export function moduleFolder(files: Files): string {
  const folder = tempFolder();
  for (const [path, content] of Object.entries({ postgres: null, sqlite: null, ...files })) {
    const target = join(folder, path);
    mkdirSync(content === null ? target : dirname(target), { recursive: true });
    if (content !== null) writeFileSync(target, content);
  }
  return folder;
}

/** The same file on both sides. */
export function pair(name: string, text = 'SELECT 1;\n'): Files {
  return { [`postgres/${name}`]: text, [`sqlite/${name}`]: text };
}

/** A first version. */
export const v1: Files = pair('V1__a.sql');

/** A script behind a version. */
export function after(id: string): string {
  return `-- lockstep: after=${id}\nSELECT 1;\n`;
}

/** A script with header lines from its second line on. */
export function header(...lines: readonly string[]): string {
  return `-- A comment\n${lines.map((line) => `-- lockstep: ${line}\n`).join('')}SELECT 1;\n`;
}
