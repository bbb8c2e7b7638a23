import type { Connection, FieldDef, Submittable } from 'pg';

type Row = Readonly<Record<string, unknown>>;
type Parser = (text: string) => unknown;

/** What pg's connection is that its types leave out. */
interface Wire {
  query(text: string): void;
  sendCopyFail(reason: string): void;
}

/**
 * One message of any number of statements, and the rows of them all in one list. pg's own query makes a result with
 * parsers, fields and a command for every statement, and a migration's message has twenty that return nothing.
 */
export class Message implements Submittable {
  readonly #text: string;
  readonly #parserOf: (type: number) => Parser;
  readonly #rows: Row[] = [];
  #fields: readonly FieldDef[] = [];
  #parsers: readonly Parser[] = [];
  #error: Error | null = null;
  #isWritten = false;
  /** Called once, as soon as what comes next over the wire belongs to the message behind this one. */
  onEnd: () => void = () => undefined;
  /** pg puts its own around it where the URL sets a time limit. */
  callback: (error: Error | null, rows: readonly Row[]) => void;

  constructor(
    text: string,
    parserOf: (type: number) => Parser,
    callback: (error: Error | null, rows: readonly Row[]) => void,
  ) {
    this.#text = text;
    this.#parserOf = parserOf;
    this.callback = callback;
  }

  /** Writes it, unless that was done before its turn came. */
  submit(connection: Connection): void {
    if (this.#isWritten) return;
    this.#isWritten = true;
    (connection as unknown as Wire).query(this.#text);
  }

  handleRowDescription({ fields }: { readonly fields: readonly FieldDef[] }): void {
    this.#fields = fields;
    this.#parsers = fields.map(({ dataTypeID }) => this.#parserOf(dataTypeID));
  }

  handleDataRow({ fields: values }: { readonly fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    for (const [index, { name }] of this.#fields.entries()) {
      const value = values[index] ?? null;
      row[name] = value === null ? null : this.#parsers[index]?.(value);
    }
    this.#rows.push(row);
  }

  handleError(error: Error): void {
    if (this.#error !== null) return;
    this.#error = error;
    this.callback(error, []);
    this.onEnd();
  }

  handleReadyForQuery(): void {
    if (this.#error !== null) return;
    this.callback(null, this.#rows);
    this.onEnd();
  }

  /** A script's COPY FROM STDIN: nobody has anything to send. */
  handleCopyInResponse(connection: Connection): void {
    (connection as unknown as Wire).sendCopyFail('No source stream defined');
  }

  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}
}
