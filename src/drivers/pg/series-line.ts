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

/** A step that is on its way. */
export interface SentStep {
  readonly message: string;
  readonly statements: readonly Statement[];
  readonly characters: number;
  /** What its message says, once its COMMIT is through. */
  readonly rows: Promise<readonly Row[]>;
}

/** The steps of a series that are on their way. */
export class SeriesLine {
  readonly #connection: PgConnection;
  readonly #facts: SessionFacts;
  readonly #wording: Prepared;
  readonly #line: SentStep[] = [];
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
    this.#send(begin).then(
      () => prepared.set(key, this.#wording.prefix),
      () => undefined,
    );
  }

  get length(): number {
    return this.#line.length;
  }

  /** Characters and statements of the scripts on their way. */
  get load(): { readonly characters: number; readonly statements: number } {
    return this.#line.reduce(
      (sum, sent) => ({
        characters: sum.characters + sent.characters,
        statements: sum.statements + sent.statements.length,
      }),
      { characters: 0, statements: 0 },
    );
  }

  send({ migration, script, appliedBy, install }: StepWrite, statements: readonly Statement[]): void {
    const message = seriesStepSql(this.#wording, this.#facts, {
      row: { ...migration, checksum: script.checksum, appliedBy },
      statements,
      install,
      previous: this.#previous,
      installTarget: this.#installTarget,
    });
    this.#line.push({ message, statements, characters: script.text.length, rows: this.#send(message) });
    this.#previous = migration.name;
    this.#installTarget = installTargetAfter(install, this.#installTarget);
  }

  /** Takes out the one that will be answered first. */
  shift(): SentStep | undefined {
    return this.#line.shift();
  }

  /** Behind a step that was not applied none is: returns when the server has said so. */
  async drain(): Promise<void> {
    await Promise.allSettled(this.#line.map(({ rows }) => rows));
  }

  #send(message: string): Promise<readonly Row[]> {
    const [answer, commit] = this.#connection.sendInLine([message, commitSql]);
    const both = Promise.all([answer, commit]).then(([rows]) => rows!);
    // Somebody who waits for an earlier one may never come to this.
    both.catch(() => undefined);
    return both;
  }
}
