import type { Diagnostic } from '../core/diagnostic.ts';
import type { Engine } from '../core/engine.ts';
import type { LoadedModule, Migration } from '../core/migration.ts';
import { readFileName } from '../files/naming/read-file-name.ts';

/** A shipped file, as the base has it. */
export interface BaseScript {
  /** The file name without `.sql`. */
  readonly name: string;
  readonly checksum: string;
}

/**
 * What has become of shipped files since the base: a changed or removed one, a new version below the base's newest, a
 * seed or data step that was added behind an old version. Empty where the module only grew at its end.
 */
export function compareBase(
  module: LoadedModule,
  engine: Engine,
  base: readonly BaseScript[],
  ref: string,
): readonly Diagnostic[] {
  const today = new Map(module.chain.map((migration) => [migration.name, migration]));
  const shipped = new Set(base.map(({ name }) => name));
  const folder = module.folders[engine] ?? '';
  return [
    ...base.flatMap((script) => {
      const now = today.get(script.name);
      return now === undefined ? [removed(script, folder, ref)] : changed(script, now, engine, ref);
    }),
    ...module.chain
      .filter(({ name }) => !shipped.has(name))
      .flatMap((added) => addedLate(added, engine, headFor(module, added, base), ref)),
  ];
}

/** The base's files that are gone, where today's chain cannot be read: that may be why. */
export function compareBaseNames(
  today: readonly string[],
  folder: string,
  base: readonly BaseScript[],
  ref: string,
): readonly Diagnostic[] {
  const names = new Set(today);
  return base.filter(({ name }) => !names.has(`${name}.sql`)).map((script) => removed(script, folder, ref));
}

/** The base's newest version; in the numbered profile of the added step's own category. Files that are gone count too. */
function headFor(module: LoadedModule, added: Migration, base: readonly BaseScript[]): number {
  const versions = base.flatMap(({ name }) => {
    const step =
      module.chain.find((each) => each.name === name) ?? readFileName(`${name}.sql`, module.profile);
    if ('reason' in step || step.series !== 'V') return [];
    return module.profile === 'numbered' && step.category !== added.category ? [] : [step.number];
  });
  return Math.max(0, ...versions);
}

function removed({ name }: BaseScript, folder: string, ref: string): Diagnostic {
  return {
    code: 'MISSING_FILE',
    rule: 'base-removed',
    severity: 'error',
    file: `${folder}/${name}.sql`,
    line: null,
    column: null,
    message: `${name}.sql is in ${ref} and is gone`,
    hint: 'Restore the file: databases that have applied it would be refused.',
  };
}

function changed(before: BaseScript, now: Migration, engine: Engine, ref: string): readonly Diagnostic[] {
  const script = now.scripts[engine];
  if (script === null || script.checksum === before.checksum) return [];
  return [
    {
      code: 'CHECKSUM_MISMATCH',
      rule: 'base-changed',
      severity: 'error',
      file: script.file,
      line: null,
      column: null,
      message: `${now.name}.sql is not what ${ref} has (${before.checksum} there, ${script.checksum} here)`,
      hint: 'Restore the file and put the change into a new version.',
    },
  ];
}

function addedLate(added: Migration, engine: Engine, head: number, ref: string): readonly Diagnostic[] {
  const script = added.scripts[engine];
  if (script === null) return [];
  if (added.series === 'V') {
    if (added.number >= head) return [];
    return [
      {
        code: 'OUT_OF_ORDER',
        rule: 'base-out-of-order',
        severity: 'error',
        file: script.file,
        line: null,
        column: null,
        message: `${added.id} is new and stands below V${head}, which ${ref} has`,
        hint: `Give it, on both engines, a number above ${head}.`,
      },
    ];
  }
  const after = Number(added.after?.slice(1) ?? Number.POSITIVE_INFINITY);
  if (after >= head) return [];
  return [
    {
      code: null,
      rule: 'base-late-step',
      severity: 'warning',
      file: script.file,
      line: null,
      column: null,
      message: `${added.id} is new and stands behind ${added.after}, but ${ref} is at V${head}: databases there run it on the newer schema`,
      hint: `Say after=V${head}, unless the script fits both schemas.`,
    },
  ];
}
