import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  Conflict,
  InvalidValue,
  MissingReference,
  NotFound,
  StillReferenced,
  StoreError,
  Unavailable,
  Unexpected,
} from '../../../src/gateway/domain/store-error.ts';
import type { Fault } from '../../../src/gateway/connections/connection.ts';
import type { Store } from '../../../src/gateway/domain/store.ts';
import { openRawDatabase } from '../stores/raw-database.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

const secret = 'sk-very-secret';
const uuid = '00000000-0000-4000-8000-0000000000ff';
const team = (values: string): string => `INSERT INTO teams (id, slug, name) VALUES (${values})`;
const model = (id: string, slug: string, tokens: string): string =>
  `INSERT INTO models (id, slug, name, context_tokens) VALUES (${id}, ${slug}, 'x', ${tokens})`;

/** Statements past the store and past drizzle, as another version of it or an operator might send them. */
const statements: readonly (readonly [string, Fault, string])[] = [
  ['a taken value', 'unique', team(`'${uuid}', 'taken', 'x'`)],
  ['a taken primary key', 'unique', team(`'00000000-0000-4000-8000-000000000001', 'free', 'x'`)],
  [
    'a value taken but for its case',
    'unique',
    `INSERT INTO users (id, email, display_name) VALUES ('${uuid}', 'TAKEN@example.test', 'x')`,
  ],
  [
    'a reference to nothing',
    'foreign-key',
    `INSERT INTO model_aliases (alias, model_id) VALUES ('a', '${uuid}')`,
  ],
  ['a parent that is referred to', 'foreign-key', `DELETE FROM models WHERE slug = 'parent'`],
  ['an id that is referred to', 'foreign-key', `UPDATE models SET id = '${uuid}' WHERE slug = 'parent'`],
  ['a broken CHECK', 'invalid', model(`'${uuid}'`, `'x'`, '-1')],
  [
    'a broken CHECK of two columns',
    'invalid',
    `UPDATE retention_policies SET log_days = 1, payload_days = 2`,
  ],
  ['a missing value', 'invalid', team(`'${uuid}', NULL, 'x'`)],
  ['a missing id', 'invalid', team(`NULL, 'x', 'x'`)],
  ['a text where a number belongs', 'invalid', model(`'${uuid}'`, `'x'`, `'${secret}'`)],
  ['a number of more than 64 bits', 'invalid', model(`'${uuid}'`, `'x'`, '9223372036854775808')],
  ['an id that is no UUID', 'invalid', team(`'${secret}', 'x', 'x'`)],
  ['JSON that is none', 'invalid', `INSERT INTO settings (name, value) VALUES ('x', '{${secret}')`],
  ['a table that is not there', 'unexpected', 'SELECT * FROM nowhere'],
  ['a column that is not there', 'unexpected', 'SELECT nothing FROM teams'],
  ['no SQL', 'unexpected', 'SELEC 1'],
];

/** Which error comes of what, on every driver. */
export function testErrors(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);
  const failure = async (call: Promise<unknown>): Promise<StoreError> => {
    const error: unknown = await call.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof StoreError))
      throw new Error('The call did not fail as it should', { cause: error });
    return error;
  };

  test('what an engine says past the store is read as what it is', async () => {
    await using raw = await openRawDatabase(subject().database.url);
    await raw.query(team(`'00000000-0000-4000-8000-000000000001', 'taken', 'x'`));
    await raw.query(
      `INSERT INTO retention_policies (team_id) VALUES ('00000000-0000-4000-8000-000000000001')`,
    );
    await raw.query(
      `INSERT INTO users (id, email, display_name) VALUES ('00000000-0000-4000-8000-000000000001', 'taken@example.test', 'x')`,
    );
    const parent = '00000000-0000-4000-8000-000000000002';
    await raw.query(model(`'${parent}'`, `'parent'`, '1'));
    await raw.query(
      `INSERT INTO model_prices (id, model_id, effective_from, input_micros_per_mtok, cached_input_micros_per_mtok,
      output_micros_per_mtok) VALUES ('${parent}', '${parent}', ?1, 1, 1, 1)`,
      [new Date(0)],
    );
    const read: (readonly [string, string])[] = [];
    for (const [name, , statement] of statements) {
      const fault = await raw.query(statement).then(
        () => 'none',
        (error: unknown) => raw.faultOf(error),
      );
      read.push([name, fault]);
    }
    expect(read).toEqual(statements.map(([name, fault]) => [name, fault]));
  });

  test('each class comes of its cause, names the call, says nothing of the values, and keeps the error of the driver', async () => {
    const { store } = subject();
    const slug = `${secret}-1`;
    const taken = await store.teams.create({ slug, name: 'x' });
    const used = await rows.provider();
    const { id: modelId } = await rows.model();
    await store.routes.create({ modelId, providerId: used.id, upstreamModel: 'x' });
    const cases: readonly (readonly [() => Promise<unknown>, { readonly name: string }, string])[] = [
      [() => store.teams.create({ slug, name: 'x' }), Conflict, 'teams.create'],
      [() => store.teams.create({ id: taken.id, slug: 'x', name: 'x' }), Conflict, 'teams.create'],
      [() => store.teams.create({ slug: secret.toUpperCase(), name: 'x' }), InvalidValue, 'teams.create'],
      [
        () => store.models.addAlias({ alias: secret, modelId: randomUUID() }),
        MissingReference,
        'models.addAlias',
      ],
      [() => store.providers.remove(used.id), StillReferenced, 'providers.remove'],
    ];
    for (const [call, Kind, name] of cases) {
      const error = await failure(call());
      expect(error.name).toBe(Kind.name);
      expect(error.message).toMatch(new RegExp(`^${name}: `));
      expect(error.message).not.toContain(secret);
      expect(error.cause).toBeInstanceOf(Error);
      expect((error.cause as Error).constructor.name).toMatch(
        /^(DatabaseError|SqliteError|LibsqlError|LibsqlBatchError)$/,
      );
      expect(error.retryable).toBe(false);
    }
    expect(await failure(store.teams.update(randomUUID(), { name: 'x' }))).toBeInstanceOf(NotFound);
    expect(await failure(store.teams.findBySlug(`${secret}\0`))).toMatchObject({
      code: 'INVALID_VALUE',
      message: 'teams.findBySlug: argument 1 holds a NUL',
    });
  });

  test('what the store does not know is Unexpected, with the code of the driver and without its words', async () => {
    await using raw = await openRawDatabase(subject().database.url);
    await raw.query('ALTER TABLE model_aliases RENAME TO aliases_elsewhere');
    try {
      const { store } = subject();
      const error = await failure(store.models.addAlias({ alias: secret, modelId: randomUUID() }));
      expect(error).toBeInstanceOf(Unexpected);
      expect(error.message).toMatch(/^models\.addAlias: an unexpected error \(\w+\)$/);
    } finally {
      await raw.query('ALTER TABLE aliases_elsewhere RENAME TO model_aliases');
    }
  });

  test('of a store that is closed is Unavailable', async () => {
    const store: Store = await subject().database.open();
    await store.close();
    expect(await failure(store.teams.list())).toBeInstanceOf(Unavailable);
  });
}
