import { cp, rename } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { createPostgresDatabase, type PostgresDatabase, runAsAdmin } from '../../servers/postgres.ts';
import { tempFolder } from '../../servers/temp-folder.ts';

// The first of a run that needs one builds it aside and gives it its name; whoever builds at the same time uses that one.

/** Returns a folder of the caller's own that holds what `build` writes into one; it is called once in a run for each name. */
export async function copyFolder(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const kept = join(inject('runFolder'), `kept-${name.replaceAll(' ', '-')}`);
  if (!existsSync(kept)) {
    const building = tempFolder();
    await build(building);
    // Fails where another process was faster.
    await rename(building, kept).catch((error: unknown) => {
      if (!existsSync(kept)) throw error;
    });
  }
  const folder = tempFolder();
  await cp(kept, folder, { recursive: true });
  return folder;
}

/** Returns a PostgreSQL database of the caller's own with what `build` makes in one; it is called once in a run for each name. */
export async function copyPostgresDatabase(
  name: string,
  build: (url: string) => Promise<void>,
): Promise<PostgresDatabase> {
  try {
    return await createPostgresDatabase(name);
  } catch (error) {
    if ((error as { code?: unknown }).code !== noSuchDatabase) throw error;
  }
  const built = await createPostgresDatabase();
  await build(built.url);
  try {
    await runAsAdmin(`ALTER DATABASE ${new URL(built.url).pathname.slice(1)} RENAME TO ${name}`);
  } catch (error) {
    if ((error as { code?: unknown }).code !== nameTaken) throw error;
    await built.drop();
  }
  return createPostgresDatabase(name);
}

const noSuchDatabase = '3D000';
const nameTaken = '42P04';
