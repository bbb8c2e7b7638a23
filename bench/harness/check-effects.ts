import type { Bench } from './bench.ts';

/** What a database holds of the migrations of `generateEffects`. */
export interface Effects {
  /** Steps of which the first and the last statement are there, each once. */
  readonly whole: number;
  /** Steps of which some statement ran more than once. */
  readonly twice: number;
  /** Steps of which only one of the two is there. */
  readonly half: number;
}

export async function readEffects({ databases }: Bench, url: string): Promise<Effects> {
  const rows = await databases.ask(url, 'SELECT step, part FROM effects').catch(() => []);
  const steps = Map.groupBy(rows, ({ step }) => Number(step));
  let [whole, twice, half] = [0, 0, 0];
  for (const parts of steps.values()) {
    const count = (part: string): number => parts.filter((each) => each['part'] === part).length;
    const [first, last] = [count('first'), count('last')];
    if (first > 1 || last > 1) twice++;
    else if (first === 1 && last === 1) whole++;
    else half++;
  }
  return { whole, twice, half };
}
