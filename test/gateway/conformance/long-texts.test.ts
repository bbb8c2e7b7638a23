import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { InvalidValue } from '../../../src/gateway/domain/store-error.ts';
import { describeStores } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

/** So many letters of three bytes each, in no order that could be compressed, unlike those of any other beginning. */
function long(beginning: string, length: number): string {
  const noise = Array.from({ length: Math.ceil(length / 64) }, (_, at) =>
    createHash('sha512').update(`${beginning}${at}`).digest(),
  );
  const letters = Array.from(Buffer.concat(noise), (byte) => String.fromCharCode(0x4e00 + byte));
  return `${beginning}${letters.join('')}`.slice(0, length);
}

type Write = (text: string) => Promise<unknown>;

describeStores('long texts', (subject) => {
  const rows = sampleRows(subject);
  const unique = (length: number): string => long(subject().unique('long'), length);

  /** What puts a text into an index. */
  const writes = async (): Promise<Readonly<Record<string, Write>>> => {
    const { store, now } = subject();
    const [user, team, model, provider, route] = await Promise.all([
      rows.user(),
      rows.team(),
      rows.model(),
      rows.provider(),
      rows.route(),
    ]);
    const kind = 'openai' as const;
    return {
      provider: (slug) => store.providers.create({ slug, name: 'x', kind, baseUrl: 'x' }),
      'provider, changed': (slug) => store.providers.update(provider.id, { slug }),
      credential: (label) =>
        store.providers.addCredential({ providerId: provider.id, label, ciphertext: Uint8Array.of(1) }),
      model: (slug) => store.models.create({ slug, name: 'x', contextTokens: 1 }),
      'model, changed': (slug) => store.models.update(model.id, { slug }),
      alias: (alias) => store.models.addAlias({ alias, modelId: model.id }),
      route: (upstreamModel) =>
        store.routes.create({ modelId: model.id, providerId: provider.id, upstreamModel }),
      'route, changed': (upstreamModel) => store.routes.update(route.id, { upstreamModel }),
      rule: (parameter) =>
        store.routes.setRule({ routeId: route.id, parameter, action: 'drop', argument: null }),
      team: (slug) => store.teams.create({ slug, name: 'x' }),
      'team, changed': (slug) => store.teams.update(team.id, { slug }),
      user: (email) => store.users.create({ email, displayName: 'x' }),
      'user, changed': (email) => store.users.update(user.id, { email }),
      identity: (text) => store.users.addIdentity({ issuer: text, subject: text, userId: user.id }),
      'service account': (name) => store.serviceAccounts.create({ teamId: team.id, name }),
      invitation: (email) =>
        store.invitations.create({
          teamId: team.id,
          email,
          tokenHash: rows.hash(),
          expiresAt: new Date(now().getTime() + 1e9),
        }),
      setting: (name) => store.settings.set(name, 1),
      'audit entry': (text) =>
        store.auditLog.append({
          actor: { type: 'user', id: text },
          action: 'x',
          target: { type: text, id: text },
        }),
    };
  };

  test('an index holds 300 letters whatever they are, and no more', async () => {
    for (const [name, write] of Object.entries(await writes())) {
      await expect(write(unique(300)), name).resolves.toBeDefined();
      await expect(write(unique(301)), name).rejects.toThrow(InvalidValue);
    }
  });

  test('what no index holds may be long', async () => {
    const { providers } = subject().store;
    const name = unique(100_000);
    const { id } = await rows.provider();
    expect((await providers.update(id, { name, baseUrl: name })).name).toBe(name);
    expect(await providers.search(name)).toHaveLength(1);
  });
});
