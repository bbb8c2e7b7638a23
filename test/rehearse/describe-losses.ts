import { describe, expect, test } from 'vitest';
import { type Loss, losses } from './losses.ts';
import { factOf, type Steps, type RehearseFixture } from './rehearse-fixture.ts';

/** What a version loses without naming it, and twins that lose nothing. */
export function describeLosses(rehearsal: RehearseFixture): void {
  /** Each loss has tables of its own, and its twin too: one rehearsal tells all of them. */
  function stepsOf(all: readonly Loss[]): Steps {
    const steps: [string, Loss['setup']][] = [];
    const own = (script: Loss['setup'], prefix: string): Exclude<Loss['setup'], string> => {
      const { postgres, sqlite } = typeof script === 'string' ? { postgres: script, sqlite: script } : script;
      const named = (text: string): string => text.replaceAll('bad_', prefix);
      return { postgres: named(postgres), sqlite: named(sqlite) };
    };
    for (const [index, { setup, bad, good }] of all.entries()) {
      const [first, twin] = [own(setup, `bad${index}_`), own(setup, `ok${index}_`)];
      const both = {
        postgres: `${first.postgres}\n${twin.postgres}`,
        sqlite: `${first.sqlite}\n${twin.sqlite}`,
      };
      steps.push([`V${index * 3 + 1}__setup`, both]);
      steps.push([`V${index * 3 + 2}__bad`, own(bad, `bad${index}_`)]);
      steps.push([`V${index * 3 + 3}__good`, own(good, `ok${index}_`)]);
    }
    return Object.fromEntries(steps);
  }

  describe('what a version loses without naming it', () => {
    const found = (): Promise<ReadonlyMap<string, readonly string[]>> => (facts ??= read());
    let facts: Promise<ReadonlyMap<string, readonly string[]>> | null = null;

    async function read(): Promise<ReadonlyMap<string, readonly string[]>> {
      const report = await rehearsal.run(stepsOf(losses), { rows: 5 });
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
      const own = (step: number): readonly string[] => byStep.get(`V${index * 3 + step}`) ?? [];
      expect(own(1)).toEqual([]);
      expect(own(2).toSorted()).toEqual(
        expected.map((fact) => fact.replaceAll('bad_', `bad${index}_`)).toSorted(),
      );
      expect(own(3)).toEqual([]);
    });
  });
}
