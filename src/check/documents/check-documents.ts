import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { engines } from '../../core/engine.ts';
import type { LoadedModule, Migration } from '../../core/migration.ts';
import { chainTouches } from './chain-touches.ts';
import type { DocumentTriggers } from './document-triggers.ts';
import { judgeTriggers } from './judge-triggers.ts';
import { type DocumentMatch, matchTriggers } from './match-triggers.ts';
import { unchangedDocuments } from './unchanged-documents.ts';

/** The rule of a document that was left as it was. */
export const documentsRule = 'documents';

/** A module's document triggers held against its chain. */
export interface WatchedDocuments {
  /** What is wrong with the triggers themselves. */
  readonly findings: readonly Diagnostic[];
  readonly matches: readonly DocumentMatch[];
}

/** Returns the triggers of a module held against its chain. */
export function watchDocuments(
  module: LoadedModule,
  documents: DocumentTriggers,
  folder: string,
): WatchedDocuments {
  const touches = chainTouches(module);
  return {
    findings: judgeTriggers(documents, touches, folder),
    matches: matchTriggers(module, documents.triggers, touches),
  };
}

/** The scripts whose `allow=documents` has something to accept, whatever they are compared with. */
export function filesOfMatches(matches: readonly DocumentMatch[]): readonly string[] {
  return matches.flatMap(({ migration: { scripts } }) =>
    engines.flatMap((engine) => scripts[engine]?.file ?? []),
  );
}

/**
 * Returns a finding for each new or changed migration and each of its documents that is as the reference has it, unless
 * one of its scripts allows it. `isChanged` says which migrations are not what the reference has.
 */
export async function findLeftDocuments(
  matches: readonly DocumentMatch[],
  isChanged: (migration: Migration) => boolean,
  options: {
    readonly ref: string;
    readonly folder: string;
    readonly severity: Diagnostic['severity'];
  },
): Promise<readonly Diagnostic[]> {
  const { ref, folder, severity } = options;
  const open = matches.filter(
    ({ migration, document }) =>
      !isAllowed(migration) && isChanged(migration) && existsSync(resolve(folder, document)),
  );
  const unchanged = await unchangedDocuments(
    ref,
    folder,
    open.map(({ document }) => document),
  );
  return open
    .filter(({ document }) => unchanged.has(document))
    .map(({ migration, document, because, place }) => ({
      code: null,
      rule: documentsRule,
      severity,
      ...place,
      message: `${migration.id} ${because.join(', ')}, and ${document} is as ${ref} has it`,
      hint: `Edit ${document} in the same change; where it stays true, say so above the script: -- lockstep: allow=${documentsRule} "why".`,
    }));
}

/** One of the two scripts is enough: the document is the migration's, not an engine's. */
function isAllowed({ scripts }: Migration): boolean {
  return engines.some(
    (engine) => scripts[engine]?.allows.some(({ rule }) => rule === documentsRule) === true,
  );
}
