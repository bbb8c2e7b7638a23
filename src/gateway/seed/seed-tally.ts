import { formatJson, type JsonValue } from '../domain/json.ts';

/** What a seed did with the entries of a file. */
export interface SeedCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Some of the fields of an entry, each with a value. */
type Different<Wanted> = { readonly [Key in keyof Wanted]?: Exclude<Wanted[Key], undefined> };

/** Counts what happens to the entries while they are gone through. */
export class SeedTally {
  private created = 0;
  private updated = 0;
  private unchanged = 0;

  create(): void {
    this.created++;
  }

  keep(): void {
    this.unchanged++;
  }

  /** Changes a row where a field of the entry differs from it; a field that the entry leaves out is no wish. */
  async bring<Row extends object, Wanted extends { readonly [Key in keyof Row]?: Row[Key] | undefined }>(
    row: Row,
    wanted: Wanted,
    update: (change: Different<Wanted>) => Promise<unknown>,
  ): Promise<void> {
    const different = Object.entries(wanted).filter(
      ([key, value]) => value !== undefined && !isSame(row[key as keyof Row], value),
    );
    if (different.length === 0) {
      this.keep();
      return;
    }
    await update(Object.fromEntries(different) as Different<Wanted>);
    this.updated++;
  }

  counts(): SeedCounts {
    return { created: this.created, updated: this.updated, unchanged: this.unchanged };
  }
}

/** Values of a row are what JSON can say; the order of keys means nothing. */
function isSame(one: unknown, other: unknown): boolean {
  return formatJson(one as JsonValue) === formatJson(other as JsonValue);
}
