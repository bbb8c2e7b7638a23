import { createHash } from 'node:crypto';
import type { Script } from '../../src/core/migration.ts';
import type { Session, StepWrite } from '../../src/drivers/port.ts';
import type { Subject } from './subject.ts';

export type MoreOfStep = Partial<Pick<StepWrite, 'install' | 'signal' | 'expected'>> &
  Partial<Pick<Script, 'foreignKeys' | 'noOp'>>;

export interface Steps {
  /** The attempt to apply a script as V<number>, on what the session reads now. */
  write(session: Session, number: number, text: string, more?: MoreOfStep): Promise<StepWrite>;
  /** Applies it; fails the test where it was not applied. */
  apply(session: Session, number: number, text: string, more?: MoreOfStep): Promise<void>;
}

/** Builds steps for a subject's engine and history. */
export function stepsFor({ history }: Subject): Steps {
  async function write(
    session: Session,
    number: number,
    text: string,
    more: MoreOfStep = {},
  ): Promise<StepWrite> {
    const { foreignKeys = 'on', noOp = null, install = { kind: 'keep' }, signal } = more;
    const expected: StepWrite['expected'] = more.expected ?? (await session.read(history));
    const script: Script = {
      engine: session.engine,
      file: `migrations/V${number}__step.sql`,
      text,
      checksum: `sha256:${createHash('sha256').update(text).digest('hex')}`,
      leftOut: [],
      noOp,
      transaction: 'atomic',
      foreignKeys,
      changes: [],
      allows: [],
      createdTables: [],
    };
    const migration = { name: `V${number}__step`, category: 'startup' } as const;
    return { history, migration, script, appliedBy: 'conformance', expected, install, signal };
  }
  return {
    write,
    async apply(session, number, text, more) {
      const result = await session.apply(await write(session, number, text, more));
      if (result.outcome !== 'applied') throw new Error(`V${number} is ${result.outcome}`);
    },
  };
}
