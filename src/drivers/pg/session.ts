import type { StepProgress, StoreSnapshot } from '../../core/history.ts';
import type { HistoryTarget, Script } from '../../core/migration.ts';
import type { ProgressVerdict } from '../../core/plan.ts';
import { historyNames } from '../../engines/postgres/history-names.ts';
import { identitySql } from '../../engines/postgres/identity-sql.ts';
import { readOnly } from '../../engines/postgres/read-only.ts';
import type {
  Adoption,
  AloneHooks,
  AppliedRow,
  ApplyResult,
  Capabilities,
  LockState,
  Mend,
  NotNow,
  PrepareResult,
  Row,
  Series,
  Session,
  StepWrite,
} from '../port.ts';
import { connect, type PgConnection } from './connection.ts';
import { isAtWork, readBlocker, readLockState } from './lock-state.ts';
import { mapError, mapReadError } from './map-error.ts';
import { readSnapshot } from './snapshot.ts';

const capabilities: Capabilities = {
  appliesInOneMessage: true,
  runsAlone: true,
  backsUp: false,
  scriptOrder: 1,
};

/** What writes, and judges what was being written: loaded when it is first needed, because most starts only read. */
const loadWriting = (): Promise<typeof import('./writing.ts')> => import('./writing.ts');

/** A session over one dedicated connection, which is opened again on the next use after a script failed on it. */
export class PgSession implements Session {
  readonly engine = 'postgres';
  readonly driver = 'pg';
  readonly capabilities: Capabilities = capabilities;
  readonly #url: string;
  #connection: PgConnection;
  /** Asked for at every step of a pair run, and the same for as long as the connection lives. */
  #identity: string | null = null;
  /** The server's process that may have steps before it which nobody waits for any more. */
  #left: number | null = null;

  constructor(url: string, connection: PgConnection) {
    this.#url = url;
    this.#connection = connection;
  }

  async identity(): Promise<string> {
    try {
      const connection = await this.#open();
      if (this.#identity !== null) return this.#identity;
      const [row] = await connection.send(identitySql);
      this.#identity = String(row?.['identity']);
      return this.#identity;
    } catch (error) {
      throw mapError(error);
    }
  }

  async read(history: HistoryTarget): Promise<StoreSnapshot> {
    return readSnapshot(await this.#open(), history);
  }

  async query(sql: string, schema: string | null = null): Promise<readonly Row[]> {
    const connection = await this.#open();
    try {
      return await connection.send(readOnly(sql, schema));
    } catch (error) {
      // The transaction of a message that failed stays open.
      await connection.send('ROLLBACK').catch(() => undefined);
      throw mapReadError(error);
    }
  }

  async apply(write: StepWrite): Promise<ApplyResult> {
    const { applyStep } = await loadWriting();
    return applyStep(await this.#open(write.signal), write);
  }

  async applySeries(
    series: Series,
    onApplied: (row: AppliedRow) => boolean,
  ): Promise<NotNow | { readonly outcome: 'applied' }> {
    const { applySeries } = await loadWriting();
    try {
      return await applySeries(() => this.#open(series.signal), series, onApplied);
    } catch (error) {
      const { facts, processId } = this.#connection;
      if (facts?.isDirect === true) this.#left = processId;
      throw error;
    }
  }

  async prepare(write: StepWrite): Promise<PrepareResult> {
    const { prepareStep } = await loadWriting();
    return prepareStep(await this.#open(write.signal), write);
  }

  blockedBy(history: HistoryTarget): Promise<string | null> {
    return readBlocker(this.#url, historyNames(history));
  }

  async lockState(history: HistoryTarget): Promise<LockState> {
    const connection = await this.#open();
    // Between two of the steps that it was sent it holds no lock.
    const left = this.#left !== null && (await isAtWork(connection, this.#left)) ? this.#left : null;
    this.#left = left;
    const state = await readLockState(connection, historyNames(history));
    return left === null || !state.free ? state : { ...state, free: false, holder: `pid ${left}` };
  }

  async applyAlone(write: StepWrite, progress: StepProgress | null, hooks: AloneHooks): Promise<ApplyResult> {
    const { applyAlone } = await loadWriting();
    const control = await this.#open(write.signal);
    return applyAlone({ control, connect: () => connect(this.#url), write, progress, hooks });
  }

  async judgeProgress(
    history: HistoryTarget,
    script: Script,
    progress: StepProgress,
  ): Promise<ProgressVerdict> {
    const { judgeProgress } = await loadWriting();
    return judgeProgress(await this.#open(), history, script, progress);
  }

  async mend(history: HistoryTarget, mend: Mend): Promise<NotNow | { readonly outcome: 'mended' }> {
    const { mendHistory } = await loadWriting();
    return mendHistory(await this.#open(), history, mend);
  }

  async adopt(adoption: Adoption): Promise<NotNow | { readonly outcome: 'adopted' }> {
    const { adoptHistory } = await loadWriting();
    return adoptHistory(await this.#open(), adoption);
  }

  async leave(): Promise<void> {
    // The lock lives in a migration's own transaction: nothing is kept between two.
  }

  async reconnect(): Promise<void> {
    await this.#connection.close();
    await this.#open();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }

  async #open(signal?: AbortSignal): Promise<PgConnection> {
    if (this.#connection.usable) return this.#connection;
    this.#connection = await connect(this.#url, signal);
    // The server may have been started again, or the address may lead to another by now.
    this.#identity = null;
    return this.#connection;
  }
}
