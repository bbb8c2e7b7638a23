import { readFile, writeFile } from 'node:fs/promises';
import { startEmbedded } from '../src/drivers/embedded/embedded.ts';
import { defaultEmbeddedMajor, parseAddress } from '../src/modules/parse-address.ts';
import { allMutants } from '../test/parity/mutation/mutants.ts';
import { mutationPage, writePage } from '../test/parity/mutation/page.ts';
import { type Outcome, runMutants } from '../test/parity/mutation/run-mutants.ts';
import { scoreOf, summarise } from '../test/parity/mutation/score.ts';
import { readStore } from '../test/parity/mutation/store.ts';
import { explain } from '../test/parity/mutation/survivors.ts';

/** Runs every mutant of the reference store and writes what came of it into docs/parity-mutation.md. */
const server = await startEmbedded({ folder: '.', major: defaultEmbeddedMajor });
try {
  const store = await readStore(parseAddress(server.url, { folder: '.' }));
  const outcomes: Outcome[] = [];
  for await (const outcome of runMutants(store, allMutants(store))) outcomes.push(outcome);
  const scores = scoreOf(outcomes, store);
  await writeFile(mutationPage, writePage(await readFile(mutationPage, 'utf8'), scores));
  console.log(summarise(scores));
  for (const { outcome, mutant } of outcomes) {
    if (outcome !== 'survived' || explain(mutant, store) !== undefined) continue;
    console.log(`missed: ${mutant.kind}: ${mutant.object}: ${mutant.change}`);
    process.exitCode = 1;
  }
} finally {
  await server.release();
}
