import { randomUUID } from 'node:crypto';
import { openRawDatabase, type RawValue } from './raw-database.ts';

type Insert = (table: string, row: Readonly<Record<string, RawValue>>) => Promise<void>;

/** Rows that others refer to, written past the store; their moments are the defaults of the tables. Each returns the id. */
export interface Parents extends AsyncDisposable {
  readonly user: () => Promise<string>;
  readonly team: () => Promise<string>;
  readonly serviceAccount: (teamId: string) => Promise<string>;
  readonly model: () => Promise<string>;
  /** Micros per million tokens: of input, cached input and output. */
  readonly price: (modelId: string, from: Date, rates: readonly [number, number, number]) => Promise<string>;
  /** As many lines of the ledger as are asked for, each with these values. */
  readonly lines: (count: number, row: Readonly<Record<string, RawValue>>) => Promise<void>;
  readonly setStatus: (
    table: 'users' | 'teams' | 'service_accounts',
    id: string,
    status: string,
  ) => Promise<void>;
}

/** Opens a connection of its own to the database at this URL. */
export async function openParents(url: string): Promise<Parents> {
  const database = await openRawDatabase(url);
  const insert: Insert = async (table, row) => {
    const places = Object.keys(row).map((_, index) => `?${index + 1}`);
    await database.query(`INSERT INTO ${table} (${Object.keys(row)}) VALUES (${places})`, Object.values(row));
  };
  const add = async (
    table: string,
    row: (id: string) => Readonly<Record<string, RawValue>>,
  ): Promise<string> => {
    const id = randomUUID();
    await insert(table, { id, ...row(id) });
    return id;
  };
  return {
    user: () => add('users', (id) => ({ email: `${id}@example.test`, display_name: 'A user' })),
    team: () => add('teams', (id) => ({ slug: id, name: 'A team' })),
    serviceAccount: (teamId) => add('service_accounts', (id) => ({ team_id: teamId, name: id })),
    model: () => add('models', (id) => ({ slug: id, name: 'A model', context_tokens: 1000 })),
    price: (modelId, from, [input, cached, output]) =>
      add('model_prices', () => ({
        model_id: modelId,
        effective_from: from,
        input_micros_per_mtok: input,
        cached_input_micros_per_mtok: cached,
        output_micros_per_mtok: output,
      })),
    async lines(count, row) {
      const places = Object.keys(row).map((_, index) => `?${index + 1}`);
      const rows = Array.from({ length: count }, () => `('${randomUUID()}', '${randomUUID()}', ${places})`);
      const columns = ['id', 'request_id', ...Object.keys(row)];
      await database.query(`INSERT INTO usage_ledger (${columns}) VALUES ${rows}`, Object.values(row));
    },
    setStatus: async (table, id, status) =>
      void (await database.query(`UPDATE ${table} SET status = ?1 WHERE id = ?2`, [status, id])),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
