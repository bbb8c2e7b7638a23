import { describe, expect, test } from 'vitest';
import { type Loss, losses } from './losses.ts';
import { factOf, type Steps, type RehearseFixture } from './rehearse-fixture.ts';

/** What a version loses without naming it, and twins that lose nothing. */
export function describeLosses(rehearsal: RehearseFixture): void {
  /** Each loss has tables of its own, and its twin too: one rehearsal tells all of them. */
  function stepsOf(all: readonly Loss[]): Steps {
    const steps: [string, Loss['setup']][] = [];
    const add = (number: number, script: Loss['setup'], prefix: string): void => {
      const own = (text: string): string => text.replaceAll('bad_', prefix);
      steps.push([
        `V${number}__step`,
        typeof script === 'string'
          ? own(script)
          : { postgres: own(script.postgres), sqlite: own(script.sqlite) },
      ]);
    };
    for (const [index, { setup, bad, good }] of all.entries()) {
      add(index * 4 + 1, setup, `bad${index}_`);
      add(index * 4 + 2, bad, `bad${index}_`);
      add(index * 4 + 3, setup, `ok${index}_`);
      add(index * 4 + 4, good, `ok${index}_`);
    }
    return Object.fromEntries(steps);
  }

  describe('what a version loses without naming it', () => {
    const found = (): Promise<ReadonlyMap<string, readonly string[]>> => (facts ??= read());
    let facts: Promise<ReadonlyMap<string, readonly string[]>> | null = null;

    async function read(): Promise<ReadonlyMap<string, readonly string[]>> {
      const report = await rehearsal.run(stepsOf(losses));
      expect(report.modules[0]?.notCovered).toEqual([]);
      const findings = report.modules.flatMap((module) => module.findings);
      return new Map(
        Map.groupBy(findings, ({ step }) => step)
          .entries()
          .map(([step, own]) => [step, own.map((finding) => factOf(finding).replace(/^\S+ | \d+$/g, ''))]),
      );
    }

    test.each(losses.map((loss, index) => ({ ...loss, index })))('$name', async ({ expected, index }) => {
      const byStep = await found();
      const own = (step: number): readonly string[] => byStep.get(`V${index * 4 + step}`) ?? [];
      expect(own(1)).toEqual([]);
      expect(own(2)).toEqual(expected.map((fact) => fact.replaceAll('bad_', `bad${index}_`)));
      expect(own(3)).toEqual([]);
      expect(own(4)).toEqual([]);
    });
  });
}
