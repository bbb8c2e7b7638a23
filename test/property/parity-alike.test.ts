import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareSchemas } from '../../src/parity/compare-schemas.ts';
import { spellName } from '../../src/parity/spell-name.ts';
import { type Engines, openEngines } from './parity/engines.ts';
import { models } from './parity/generate.ts';
import { speller } from './parity/spelling.ts';
import { writePostgres } from './parity/write-postgres.ts';
import { writeSqlite } from './parity/write-sqlite.ts';
import { holds, propertyTimeout, seed } from './run-property.ts';

let engines: Engines;
beforeAll(async () => {
  engines = await openEngines();
});
afterAll(() => engines[Symbol.asyncDispose]());

const spellings = fc.nat({ max: 1_000_000 });

test(`a schema in any words of both engines has parity (seed ${seed})`, { timeout: propertyTimeout }, () =>
  holds(
    fc.asyncProperty(models, spellings, spellings, async (model, one, other) => {
      const ours = writePostgres(model, speller(one));
      const theirs = writeSqlite(model, speller(other));
      const [postgres, sqlite] = [await engines.postgres(ours), await engines.sqlite(theirs.statements)];
      const { differences } = await compareSchemas(postgres, sqlite);
      const warnings = new Set(
        theirs.warnings.map(({ kind, table, column }) => `${kind} ${spellName(table)}.${spellName(column)}`),
      );
      const alarms = differences.filter(
        ({ kind, severity, object }) =>
          severity === 'error' || (severity === 'warning' && !warnings.has(`${kind} ${object}`)),
      );
      if (alarms.length > 0) {
        const said = alarms.map(
          ({ id, postgres: left, sqlite: right }) => `${id}\n  ${left?.value}\n  ${right?.value}`,
        );
        expect.fail(`${said.join('\n')}\n\n${ours.join(';\n')};\n\n${theirs.statements.join(';\n')};`);
      }
    }),
    12,
  ),
);
