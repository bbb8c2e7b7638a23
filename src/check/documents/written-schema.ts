import type { DdlSubject } from '../../sql/ddl-subject.ts';
import type { DefinedPart } from '../../sql/defined-parts.ts';

/** An index, trigger, policy, rule or function as its statement wrote it. */
interface WrittenObject {
  readonly name: string;
  readonly relation: string;
  readonly text: string;
}

/**
 * What a module's scripts have made of one engine's schema so far, by their words alone: no database is asked. Names are
 * in lower case.
 */
export class WrittenSchema {
  readonly #relations: Map<string, readonly DefinedPart[] | null>;
  readonly #objects: Map<string, WrittenObject>;
  /** By name of a function, the tables whose triggers call it. */
  readonly #callers: Map<string, ReadonlySet<string>>;

  constructor(before?: WrittenSchema) {
    this.#relations = new Map(before === undefined ? [] : before.#relations);
    this.#objects = new Map(before === undefined ? [] : before.#objects);
    this.#callers = new Map(before === undefined ? [] : before.#callers);
  }

  get names(): readonly string[] {
    return [...this.#relations.keys()];
  }

  has(relation: string): boolean {
    return this.#relations.has(relation);
  }

  /** The columns and constraints of a table; null for a view, and where a statement does not write them out. */
  partsOf(relation: string): readonly DefinedPart[] | null {
    return this.#relations.get(relation) ?? null;
  }

  define(relation: string, parts: readonly DefinedPart[] | null): void {
    this.#relations.set(relation, parts);
  }

  /** A table goes with all that hangs on it. */
  drop(relation: string): void {
    this.#relations.delete(relation);
    for (const [key, object] of this.#objects) if (object.relation === relation) this.#objects.delete(key);
  }

  rename(from: string, to: string): void {
    this.define(to, this.partsOf(from));
    this.#relations.delete(from);
    for (const [key, object] of this.#objects) {
      if (object.relation !== from) continue;
      this.#objects.delete(key);
      this.#objects.set(key.replace(` ${from} `, ` ${to} `), { ...object, relation: to });
    }
    for (const [name, callers] of this.#callers) {
      if (callers.has(from)) this.#callers.set(name, new Set([...callers, to]));
    }
  }

  /** The table of an index or trigger, or null where no script made it. */
  relationOf(object: string): string | null {
    return [...this.#objects.values()].find(({ name }) => name === object)?.relation ?? null;
  }

  textOf(key: string): string | null {
    return this.#objects.get(key)?.text ?? null;
  }

  defineObject(key: string, object: WrittenObject): void {
    this.#objects.set(key, object);
  }

  dropObject(key: string): void {
    this.#objects.delete(key);
  }

  callersOf(name: string): readonly string[] {
    return [...(this.#callers.get(name) ?? [])];
  }

  addCaller(name: string, relation: string): void {
    this.#callers.set(name, new Set([...this.callersOf(name), relation]));
  }
}

/** Returns the key of a part of a table: on PostgreSQL two tables may have a trigger of one name. */
export function objectKey({
  kind,
  relation,
  object,
}: Pick<DdlSubject, 'kind' | 'relation' | 'object'>): string {
  return `${kind} ${relation} ${object ?? ''}`;
}
