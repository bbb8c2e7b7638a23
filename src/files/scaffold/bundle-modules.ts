import type { LoadedModule, Migration, Script } from '../../core/migration.ts';

/**
 * Returns the text of a TypeScript module that exports `bundle`: the modules with both scripts and the checksum of
 * every migration. `moduleFromBundle` gives the modules back.
 */
export function bundleModules(modules: readonly LoadedModule[]): string {
  return `// Written by lockstep bundle. Do not edit: the checksums are compared when it is loaded.
import type { MigrationBundle } from 'lockstep';

export const bundle: MigrationBundle = {
  format: 1,
  modules: [${modules.map(moduleLiteral).join('')}
  ],
};
`;
}

function moduleLiteral({ chain, readScripts, ...module }: LoadedModule): string {
  readScripts?.();
  return `
    {
      ${properties(module)}
      migrations: [${chain.map(migrationLiteral).join('')}
      ],
    },`;
}

function migrationLiteral({ scripts, ...migration }: Migration): string {
  return `
        {
          ${properties(migration)}
          scripts: {
            postgres: ${scriptLiteral(scripts.postgres)},
            sqlite: ${scriptLiteral(scripts.sqlite)},
          },
        },`;
}

function scriptLiteral(script: Script | null): string {
  if (script === null) return 'null';
  const { engine: _, text, ...rest } = script;
  return `{
              ${properties({ ...rest, createdTables: script.createdTables })}
              text: ${templateLiteral(text)},
            }`;
}

/** Not spread from one literal: TypeScript would widen `'startup'` to a string. */
function properties(values: object): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)},`)
    .join(' ');
}

/** A carriage return must be escaped: inside a template it would become a newline. */
function templateLiteral(text: string): string {
  return `\`${text.replace(/[\\`]|\$(?=\{)/g, '\\$&').replaceAll('\r', '\\r')}\``;
}
