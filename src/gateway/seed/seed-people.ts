import type { Repositories } from '../domain/store.ts';
import type { Team } from '../domain/teams.ts';
import { seedBudgets } from './seed-budgets.ts';
import type { SeedFile } from './seed-file.ts';
import { seedGrants } from './seed-grants.ts';
import { seedMistake } from './seed-mistake.ts';
import type { SeedTally } from './seed-tally.ts';

/** Brings every user of the file to what the file says. */
export async function seedUsers(repositories: Repositories, file: SeedFile, tally: SeedTally): Promise<void> {
  const { users } = repositories;
  for (const { budgets, grants, ...wanted } of file.users) {
    const found = await users.findByEmail(wanted.email);
    const user = found ?? (await users.create(wanted));
    const target = { type: 'user', id: user.id };
    if (found === null) tally.create(target, wanted);
    else await tally.bring(target, found, wanted, (change) => users.update(found.id, change));
    await seedBudgets(repositories, { kind: 'user', id: user.id }, budgets, tally);
    await seedGrants(repositories, { kind: 'user', id: user.id }, grants, tally);
  }
}

/** Brings every team of the file, with its members, to what the file says. */
export async function seedTeams(repositories: Repositories, file: SeedFile, tally: SeedTally): Promise<void> {
  const { teams } = repositories;
  for (const { budgets, grants, members, ...wanted } of file.teams) {
    const found = await teams.findBySlug(wanted.slug);
    const team = found ?? (await teams.create(wanted));
    const target = { type: 'team', id: team.id };
    if (found === null) tally.create(target, wanted);
    else await tally.bring(target, found, wanted, (change) => teams.update(found.id, change));
    await seedMembers(repositories, team, members, tally);
    await seedBudgets(repositories, { kind: 'team', id: team.id }, budgets, tally);
    await seedGrants(repositories, { kind: 'team', id: team.id }, grants, tally);
  }
}

async function seedMembers(
  { users, memberships }: Repositories,
  team: Team,
  members: SeedFile['teams'][number]['members'],
  tally: SeedTally,
): Promise<void> {
  // Owners first: the one before may be demoted by the same file, and a team keeps one.
  const owners = members.filter(({ role }) => role === 'owner');
  for (const { email, role } of [...owners, ...members.filter((each) => !owners.includes(each))]) {
    const user = await users.findByEmail(email);
    if (user === null) throw seedMistake(`${team.slug}: no user has the address ${email}`);
    const found = await memberships.find(team.id, user.id);
    const target = { type: 'membership', id: `${team.id}/${user.id}` };
    if (found === null) {
      await memberships.add({ teamId: team.id, userId: user.id, role });
      tally.create(target, { role });
    } else {
      await tally.bring(target, found, { role }, (change) =>
        memberships.setRole(team.id, user.id, change.role ?? found.role),
      );
    }
  }
}
