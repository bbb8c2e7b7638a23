import type { HistoryNames } from '../../engines/postgres/history-names.ts';
import type { SessionFacts } from '../../engines/postgres/session-facts.ts';
import {
  beginSeriesSql,
  commitSql,
  type Prepared,
  seriesStepSql,
} from '../../engines/postgres/series-sql.ts';
import type { Statement } from '../../sql/statements.ts';
import type { StepWrite } from '../port.ts';
import { newPrefix } from './apply-current.ts';
import type { PgConnection, Row } from './connection.ts';
import { installTargetAfter } from './series-course.ts';

/** What may be on its way at once, where it is more than one step. */
const most = { characters: 64 * 1024, statements: 100 };

interface WrittenStep {
  readonly message: string;
  readonly statements: readonly Statement[];
  readonly characters: number;
}

/** A step that is on its way. */
export interface SentStep extends WrittenStep {
  /** What its message says, once its COMMIT is through. */
  readonly rows: Promise<readonly Row[]>;
}

/** The steps of a series that are on their way. */
export class SeriesLine {
  readonly #connection: PgConnection;
  readonly #facts: SessionFacts;
  readonly #wording: Prepared;
  readonly #line: SentStep[] = [];
  readonly #written: WrittenStep[] = [];
  #characters = 0;
  #statements = 0;
  #previous: string | null;
  #installTarget: string | null;

  /** Sends what goes before `first`, and waits for nothing. */
  constructor(connection: PgConnection, facts: SessionFacts, names: HistoryNames, first: StepWrite) {
    const { revision, installTarget } = first.expected;
    this.#connection = connection;
    this.#facts = facts;
    this.#previous = revision === '0' ? null : revision.slice(revision.indexOf(' ') + 1);
    this.#installTarget = installTarget;
    const { prepared } = connection;
    const key = `${names.table} in a series`;
    const known = prepared.get(key);
    this.#wording = { names, prefix: known ?? newPrefix() };
    const begin = beginSeriesSql(this.#wording, known !== undefined, revision);
    // Where it fails, the first step finds nothing prepared.
    const [begun] = connection.sendInLine([begin]);
    begun!.then(
      () => prepared.set(key, this.#wording.prefix),
      () => undefined,
    );
  }

  /** How many steps are on their way, or will be. */
  get length(): number {
    return this.#line.length + this.#written.length;
  }

  /** True where the script can go with what is on its way. */
  hasPlaceFor(characters: number, statements: number): boolean {
    return (
      this.length === 0 ||
      (this.#characters + characters <= most.characters && this.#statements + statements <= most.statements)
    );
  }

  /** Writes the message of a step, which expects the one added before it. */
  add({ migration, script, appliedBy, install }: StepWrite, statements: readonly Statement[]): void {
    const message = seriesStepSql(this.#wording, this.#facts, {
      row: { ...migration, checksum: script.checksum, appliedBy },
      statements,
      install,
      previous: this.#previous,
      installTarget: this.#installTarget,
    });
    this.#written.push({ message, statements, characters: script.text.length });
    this.#characters += script.text.length;
    this.#statements += statements.length;
    this.#previous = migration.name;
    this.#installTarget = installTargetAfter(install, this.#installTarget);
  }

  /** Sends what was added. */
  send(): void {
    const sent = this.#send(this.#written.map(({ message }) => message));
    for (const [index, rows] of sent.entries()) this.#line.push({ ...this.#written[index]!, rows });
    this.#written.length = 0;
  }

  /** Takes out the one that will be answered first. */
  shift(): SentStep | undefined {
    const sent = this.#line.shift();
    this.#characters -= sent?.characters ?? 0;
    this.#statements -= sent?.statements.length ?? 0;
    return sent;
  }

  /** Behind a step that was not applied none is: returns when the server has said so. */
  async drain(): Promise<void> {
    await Promise.allSettled(this.#line.map(({ rows }) => rows));
  }

  /** What each of the messages says, once the COMMIT behind it is through. */
  #send(messages: readonly string[]): readonly Promise<readonly Row[]>[] {
    const answers = this.#connection.sendInLine(messages.flatMap((message) => [message, commitSql]));
    return messages.map((_, index) => {
      const both = Promise.all([answers[2 * index], answers[2 * index + 1]]).then(([rows]) => rows!);
      // Who waits for an earlier one may never come to this.
      both.catch(() => undefined);
      return both;
    });
  }
}
