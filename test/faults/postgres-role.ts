import { onTestFinished } from 'vitest';
import { freshPostgresStore } from '../stores/postgres-store.ts';
import { type FaultProject, faultProject, type Query } from './fault-project.ts';
import type { Files } from '../cli/scenarios/project.ts';

/** A database and a user of its own, and a project that reaches it as the superuser (`db`) and as that user (`as`). */
export interface RoleSubject {
  readonly role: string;
  readonly here: FaultProject;
  /** As the superuser. */
  readonly query: Query;
}

/** The user may do what everybody may; both are gone at the end of the test. */
export async function withRole(files: Files = {}): Promise<RoleSubject> {
  const store = await freshPostgresStore();
  const url = new URL(store.urls[0]!);
  const role = `role_${url.pathname.slice(1)}`;
  await store.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
  onTestFinished(async () => {
    await store.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await store.drop();
  });
  url.username = role;
  url.password = 'secret';
  return { role, query: store.query, here: await faultProject({ db: store.urls[0]!, as: url.href }, files) };
}
