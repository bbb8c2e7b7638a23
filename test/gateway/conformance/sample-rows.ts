import type { Model } from '../../../src/gateway/domain/models.ts';
import type { Provider } from '../../../src/gateway/domain/providers.ts';
import type { Route } from '../../../src/gateway/domain/routes.ts';
import type { Team } from '../../../src/gateway/domain/teams.ts';
import type { User } from '../../../src/gateway/domain/users.ts';
import type { StoreSubject } from './describe-stores.ts';

/** What other rows refer to, of no interest in itself. */
export interface SampleRows {
  readonly team: () => Promise<Team>;
  readonly user: () => Promise<User>;
  readonly model: () => Promise<Model>;
  readonly provider: () => Promise<Provider>;
  /** Of a model of its own, to a provider of its own. */
  readonly route: () => Promise<Route>;
  /** As SHA-256 in hex would look. */
  readonly hash: () => string;
}

/** Returns what makes rows that nobody else has. */
export function sampleRows(subject: () => StoreSubject): SampleRows {
  const unique = (prefix: string): string => subject().unique(prefix);
  const rows: SampleRows = {
    team: () => subject().store.teams.create({ slug: unique('team-'), name: 'A team' }),
    user: () =>
      subject().store.users.create({ email: `${unique('user-')}@example.test`, displayName: 'A user' }),
    model: () =>
      subject().store.models.create({ slug: unique('model-'), name: 'A model', contextTokens: 128_000 }),
    provider: () =>
      subject().store.providers.create({
        slug: unique('provider-'),
        name: 'A provider',
        kind: 'openai',
        baseUrl: 'https://example.test/v1',
      }),
    async route() {
      const { id: modelId } = await rows.model();
      const { id: providerId } = await rows.provider();
      return subject().store.routes.create({ modelId, providerId, upstreamModel: 'upstream' });
    },
    hash: () => unique('').padStart(64, '0'),
  };
  return rows;
}
