import type { NamedAction } from '../../sql/intent-action.ts';
import { lowerAscii } from '../../sql/names.ts';
import type { TableIntent } from './intent-types.ts';

type Insert = Extract<NamedAction, { readonly kind: 'insert' }>;

/** What a column of a new table is made from. */
interface Source {
  /** Null where it is more than one column taken over. */
  readonly column: string | null;
  readonly isCast: boolean;
  /** Taken by its place, under a star: nobody named it. */
  readonly isByPlace: boolean;
}

const computed: Source = { column: null, isCast: false, isByPlace: false };

/** What becomes of one table while a script runs. */
export class TableFate {
  droppedAt: number | null = null;
  /** Rows come from elsewhere than from the table that it replaces. */
  hasOtherRows = false;
  readonly #origin: string | null;
  readonly #madeAt: number | null;
  /** By the name now: the name before the script. */
  readonly #names: Map<string, string>;
  #order: readonly string[];
  readonly #changes = new Set<string>();
  readonly #converts = new Set<string>();
  readonly #drops = new Set<string>();
  readonly #fed = new Map<TableFate, Map<string, Source>>();
  /** Tables whose rows came in some way that could not be read. */
  readonly #unread = new Set<TableFate>();
  #feeds = 0;
  #removesRows = false;

  constructor(origin: string | null, columns: readonly string[], madeAt: number | null = null) {
    this.#origin = origin;
    this.#madeAt = madeAt;
    this.#order = columns;
    this.#names = new Map(columns.map((column) => [column, column]));
  }

  /** True for a table that the script itself creates. */
  get isNew(): boolean {
    return this.#origin === null;
  }

  isFedFrom(other: TableFate): boolean {
    return this.#fed.has(other) || this.#unread.has(other);
  }

  apply(action: NamedAction): void {
    if (action.kind === 'remove-rows') this.#removesRows = true;
    // What an existing table has already, ADD COLUMN IF NOT EXISTS leaves alone.
    if (action.kind === 'add-column' && this.isNew) this.#names.delete(lowerAscii(action.column));
    if (!('column' in action)) return;
    const column = lowerAscii(action.column);
    const before = this.#names.get(column) ?? column;
    if (action.kind === 'set-column') this.#changes.add(before);
    if (action.kind === 'convert-column') this.#converts.add(before);
    if (action.kind === 'drop-column') {
      this.#drops.add(before);
      this.#names.delete(column);
    }
    if (action.kind === 'rename-column') {
      // A column that the script added has no values from before.
      if (this.#names.delete(column)) this.#names.set(lowerAscii(action.to), before);
    }
  }

  /** Rows of another table are copied into this one, which is new. */
  feed(source: TableFate, { columns, from }: Insert): void {
    const expressions = (from?.expressions ?? []).flatMap((expression): readonly Source[] => {
      if (expression.kind === 'star') {
        return source.#order.map((column) => ({ column, isCast: false, isByPlace: true }));
      }
      const isCast = expression.kind === 'cast';
      return [
        { column: 'column' in expression ? lowerAscii(expression.column) : null, isCast, isByPlace: false },
      ];
    });
    const targets = columns?.map(lowerAscii) ?? this.#order;
    if (this.#order.length === 0)
      this.#learn(targets.length > 0 ? targets : expressions.map(({ column }) => column ?? ''));
    const made = new Map(
      this.#order.flatMap((target) => {
        const at = (targets.length > 0 ? targets : this.#order).indexOf(target);
        return at < 0 ? [] : [[target, expressions[at] ?? computed] as const];
      }),
    );
    if (!this.#fed.has(source)) this.#feeds += 1;
    if (this.#feeds > 1) this.hasOtherRows = true;
    this.#add(source, made);
    // Through a copy that is only there for a while: what that was made from.
    for (const [origin, inner] of source.#fed) {
      const through = [...made].map(([target, { column, isCast, isByPlace }]) => {
        const from = column === null ? undefined : inner.get(column);
        return [
          target,
          from === undefined
            ? computed
            : { ...from, isCast: isCast || from.isCast, isByPlace: isByPlace || from.isByPlace },
        ] as const;
      });
      this.#add(origin, new Map(through));
    }
    for (const origin of source.#unread) this.#unread.add(origin);
  }

  /** Rows of another table may have come in; nobody can tell how. */
  feedUnread(source: TableFate | undefined): void {
    if (source === undefined || source === this) return;
    for (const origin of [source, ...source.#fed.keys(), ...source.#unread]) {
      if (!this.#fed.has(origin)) this.#unread.add(origin);
    }
  }

  #add(source: TableFate, made: ReadonlyMap<string, Source>): void {
    const known = this.#fed.get(source);
    const merged = [...made].map(([target, next]) => {
      const before = known?.get(target);
      return [target, before !== undefined && before.column !== next.column ? computed : next] as const;
    });
    this.#fed.set(source, new Map(merged));
  }

  /** The columns of a table that is gone in the end. */
  #learn(columns: readonly string[]): void {
    this.#order = columns;
    for (const column of columns) this.#names.set(column, column);
  }

  /** What the script means for this table, which stood before it, when `heir` has its rows afterwards. */
  intent(heir: TableFate | null, becomes: string | null, after: readonly string[]): TableIntent {
    if (heir === null)
      return { ...this.#own(), becomes: null, columns: new Map(), removesRows: true, isUnread: false };
    if (heir === this) {
      const kept = [...this.#names].filter(([name]) => after.length === 0 || after.includes(name));
      return { ...this.#own(), becomes, columns: new Map(kept.map(([name, before]) => [before, name])) };
    }
    return { ...this.#rebuilt(heir), becomes };
  }

  #own(): Omit<TableIntent, 'becomes' | 'columns'> {
    return {
      changes: this.#spread(this.#changes),
      converts: this.#converts,
      drops: this.#drops,
      removesRows: this.#removesRows,
      isUnread: false,
      madeAt: this.#madeAt ?? this.droppedAt,
    };
  }

  #rebuilt(heir: TableFate): Omit<TableIntent, 'becomes'> {
    const isUnread = !heir.#fed.has(this);
    const made = heir.#fed.get(this) ?? new Map(heir.#order.map((column) => [column, computed]));
    const columns = new Map<string, string>();
    const changes = new Set(this.#spread(this.#changes));
    const converts = new Set(this.#converts);
    // What is taken over under its own name stays that column; another name for one that is not is a new name.
    const targets = [...heir.#names].toSorted(
      ([a], [b]) => Number(made.get(b)?.column === b) - Number(made.get(a)?.column === a),
    );
    for (const [name, target] of targets) {
      const source = made.get(target);
      if (source === undefined) continue;
      // Another column's values in one that was there before are new values of it, not another name.
      const isOther = source.column !== null && source.column !== target && this.#names.has(target);
      const before = this.#names.get(isOther ? target : (source.column ?? target));
      if (before === undefined || columns.has(before)) continue;
      columns.set(before, name);
      const isMade = (source.column === null || isOther) && !source.isByPlace;
      if (isMade || heir.#changes.has(target) || heir.#changes.has('*')) changes.add(before);
      else if (source.isCast || heir.#converts.has(target)) converts.add(before);
    }
    // A column that the copy leaves out has what the new table's default gives it.
    for (const [name, target] of heir.#names) {
      const before = this.#names.get(target);
      if (before === undefined || columns.has(before) || [...columns.values()].includes(name)) continue;
      columns.set(before, name);
      if (heir.#changes.has(target)) changes.add(before);
    }
    return {
      columns,
      changes,
      converts,
      drops: this.#drops,
      removesRows: this.#removesRows || heir.#removesRows,
      isUnread,
      madeAt: this.droppedAt,
    };
  }

  #spread(changes: ReadonlySet<string>): ReadonlySet<string> {
    return changes.has('*') ? new Set([...changes, ...this.#names.values()]) : changes;
  }
}
