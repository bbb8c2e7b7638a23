import type { AuditTarget, NewAuditEntry } from '../domain/audit-log.ts';
import { formatJson, type JsonValue } from '../domain/json.ts';

/** What a seed did with the entries of a file. */
export interface SeedCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Some of the fields of an entry, each with a value. */
type Different<Wanted> = { readonly [Key in keyof Wanted]?: Exclude<Wanted[Key], undefined> };

/** Keeps what happens to the entries while they are gone through. */
export class SeedTally {
  private readonly created: NewAuditEntry[] = [];
  private readonly updated: NewAuditEntry[] = [];
  private unchanged = 0;

  /** A row was made, of these fields. */
  create(target: AuditTarget, fields: object): void {
    this.created.push(auditEntry('create', target, fields));
  }

  keep(): void {
    this.unchanged++;
  }

  /** Changes a row where a field of the entry differs from it; a field that the entry leaves out is no wish. */
  async bring<Row extends object, Wanted extends { readonly [Key in keyof Row]?: Row[Key] | undefined }>(
    target: AuditTarget,
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
    const change = Object.fromEntries(different) as Different<Wanted>;
    await update(change);
    this.updated.push(auditEntry('update', target, change));
  }

  counts(): SeedCounts {
    return { created: this.created.length, updated: this.updated.length, unchanged: this.unchanged };
  }

  /** Returns what the audit log is to say: one entry per row that was made or changed. */
  auditEntries(): readonly NewAuditEntry[] {
    return [...this.created, ...this.updated];
  }
}

/** Says which fields, and no value: settings of a provider may hold a secret. */
function auditEntry(deed: 'create' | 'update', target: AuditTarget, fields: object): NewAuditEntry {
  const named = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    actor: { type: 'system', id: null },
    action: `${target.type}.${deed}`,
    target,
    details: { through: 'declarative file', fields: named.map(([name]) => name).toSorted() },
  };
}

/** Values of a row are what JSON can say; the order of keys means nothing. */
function isSame(one: unknown, other: unknown): boolean {
  return formatJson(one as JsonValue) === formatJson(other as JsonValue);
}
