import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, GeneratedMigration } from './generate-files.ts';

/** Writes migrations into a folder as a tool reads them. */
export type WriteFiles = (folder: string, engine: Engine, migrations: readonly GeneratedMigration[]) => void;

function scriptOf({ statements }: GeneratedMigration, engine: Engine): string {
  return `${statements[engine].join(';\n')};\n`;
}

/** Fourteen digits, as most tools have them: a time, of which only the order matters here. */
function stampOf({ version }: GeneratedMigration): string {
  return `${20_260_101_000_000 + version}`;
}

/** Lockstep and the floor: both engines' folders, V1__name.sql. */
export const writePairs: WriteFiles = (folder, _engine, migrations) => {
  for (const engine of ['postgres', 'sqlite'] as const) {
    mkdirSync(join(folder, engine), { recursive: true });
    for (const each of migrations) {
      // Only SQLite knows what a header of these migrations says.
      const header = each.header === undefined || engine !== 'sqlite' ? '' : `${each.header}\n`;
      writeFileSync(
        join(folder, engine, `V${each.version}__${each.name}.sql`),
        header + scriptOf(each, engine),
      );
    }
  }
};

/** What drizzle-kit writes: one file each, its statements parted by a mark, and a journal. */
export const writeDrizzle: WriteFiles = (folder, engine, migrations) => {
  mkdirSync(join(folder, 'meta'), { recursive: true });
  const entries = migrations.map((each) => {
    const tag = `${`${each.version - 1}`.padStart(4, '0')}_${each.name}`;
    const script = each.statements[engine].map((statement) => `${statement};`);
    writeFileSync(join(folder, `${tag}.sql`), script.join('\n--> statement-breakpoint\n'));
    // The journal has the time at which a file was generated.
    return {
      idx: each.version - 1,
      version: '7',
      when: 1.7e12 + each.version * 1000,
      tag,
      breakpoints: true,
    };
  });
  const dialect = engine === 'sqlite' ? 'sqlite' : 'postgresql';
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ version: '7', dialect, entries }));
};

/** Modules with a template string per statement. */
export const writeKysely: WriteFiles = (folder, engine, migrations) => {
  for (const each of migrations) {
    const lines = each.statements[engine].map((sql) => `  await sql\`${sql}\`.execute(db);\n`);
    writeFileSync(
      join(folder, `${stampOf(each)}_${each.name}.mjs`),
      `import { sql } from 'kysely';\n\nexport async function up(db) {\n${lines.join('')}}\n`,
    );
  }
};

/** Modules with knex.raw() per statement. */
export const writeKnex: WriteFiles = (folder, engine, migrations) => {
  for (const each of migrations) {
    const lines = each.statements[engine].map((sql) => `  await knex.raw(${JSON.stringify(sql)});\n`);
    writeFileSync(
      join(folder, `${stampOf(each)}_${each.name}.cjs`),
      `exports.up = async (knex) => {\n${lines.join('')}};\nexports.down = async () => {};\n`,
    );
  }
};

/** Plain scripts. */
export const writeUmzug: WriteFiles = (folder, engine, migrations) => {
  for (const each of migrations)
    writeFileSync(join(folder, `${stampOf(each)}.${each.name}.sql`), scriptOf(each, engine));
};

export const writeNodePgMigrate: WriteFiles = (folder, engine, migrations) => {
  for (const each of migrations)
    writeFileSync(
      join(folder, `${1_700_000_000_000 + each.version}_${each.name}.sql`),
      `-- Up Migration\n${scriptOf(each, engine)}`,
    );
};

export const writeDbmate: WriteFiles = (folder, engine, migrations) => {
  for (const each of migrations)
    writeFileSync(
      join(folder, `${stampOf(each)}_${each.name}.sql`),
      `-- migrate:up\n${scriptOf(each, engine)}\n-- migrate:down\n`,
    );
};
