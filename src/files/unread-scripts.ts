import type { Engine } from '../core/engine.ts';
import type { Script } from '../core/migration.ts';

/** The scripts of a folder that was only listed. */
export class UnreadScripts {
  readonly engine: Engine;
  readonly #read: () => readonly (Script | null)[];
  #found: readonly (Script | null)[] | null = null;

  /** `read` returns them in the order of the folder, or throws what is wrong with the module. */
  constructor(engine: Engine, read: () => readonly (Script | null)[]) {
    this.engine = engine;
    this.#read = read;
  }

  /** Returns what stands for the script at this place of the folder: whatever is asked of it, all of them are read. */
  at(place: number): Script {
    return new Proxy({ scripts: this, place }, onDemand) as unknown as Script;
  }

  found(place: number): Script {
    this.#found ??= this.#read();
    return this.#found[place]!;
  }
}

interface Place {
  readonly scripts: UnreadScripts;
  readonly place: number;
}

/** Nothing of a script is known before it is read, not even which properties it has. */
const onDemand: ProxyHandler<Place> = {
  get: ({ scripts, place }, key) => Reflect.get(scripts.found(place), key) as unknown,
  has: ({ scripts, place }, key) => Reflect.has(scripts.found(place), key),
  ownKeys: ({ scripts, place }) => Reflect.ownKeys(scripts.found(place)),
  getOwnPropertyDescriptor: ({ scripts, place }, key) =>
    Reflect.getOwnPropertyDescriptor(scripts.found(place), key),
  getPrototypeOf: ({ scripts, place }) => Reflect.getPrototypeOf(scripts.found(place)),
};
