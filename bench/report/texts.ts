export const intro = `# Benchmarks
<!-- Written by \`node bench/report.ts\` from bench/results/latest.json and parity.json. -->

Lockstep beside a hand-written floor, and beside the migrators that one would pick instead: drizzle-orm, Kysely, Knex, Umzug, node-pg-migrate
and dbmate, each used as its documentation says. To repeat it: \`npm ci && npm run bench:peers\` (everything, about ten minutes), \`npm run bench\`
(floor and Lockstep only, \`-- --quick\` for a minute); [bench/README.md](../bench/README.md) tells how to run one measure.

The **floor** (\`bench/programs/floor.mjs\`) is what a careful person writes by hand and no more: the bare driver; it reads and hashes the files of
both engines, asks for the history in one query, compares checksums, and applies what is missing, each migration in one transaction with its
history row. It has no lock, looks into no script, and reports nothing. \`floor, one folder\` reads the files of its own engine only: the stricter one,
and what a start is compared with since Lockstep leaves the scripts of the other engine unread then too.

Every run is a process of its own on an empty database or one of its own, tools take turns within a round, and a **ratio** is the median of the ratios
to the line that has 1.00× within each round. **CPU** is user and system time of the tool's process. Durability is each library's default, SQLite files
are in WAL mode, PostgreSQL runs with fsync.
`;

/** What each measure is, below its figures. */
export const howMeasured = {
  apply: `*in-process* is the call that migrates, in a new process that has imported tool and driver: open, read the files, decide, apply, close.
*whole process* is from the shell's start of Node (of dbmate: of its binary) to its end. drizzle and Knex, and Kysely on PostgreSQL, apply everything
in one transaction: one wait for the disk instead of a thousand, and nothing is kept when the last migration fails. Kysely and Umzug on SQLite use
no transaction (the probes below show both). Every tool, dbmate's own SQLite too, runs with \`synchronous=NORMAL\` here, the default of these builds in WAL mode.
`,
  start: `*warm* is the same call when the process has made it ten times before; the first one is what an application pays at its start.
Lockstep is told the engine of its database: it reads and hashes the scripts of that one, and pairs them with the names in the other folder. The peers
read the files of one engine at most (Umzug, with nothing pending: their names), and none of them notices an edited one.
`,
  queries: `Seen on the wire by a proxy (PostgreSQL) or by the driver (SQLite); dbmate's SQLite is inside its binary. *settings* are SET, SHOW and PRAGMA.
`,
  status: `\`lockstep status\` from dist with \`lockstep.config.json\`, beside a Node process that imports the driver, opens the database and asks one query.
`,
  race: `Thirty migrations that leave a trace of each run of theirs. *failed* counts processes that ended with an error, *applied twice* migrations
of which some statement ran more than once, *not whole* migrations of which a part is missing in the end, over all rounds.
`,
  latency: `Through a TCP proxy that holds everything back for 10 ms in either direction. *round trips* are those of the whole install after the connection stands;
*by migrations* is that divided by 30, *per further one* the slope between 10 and 30 migrations.
`,
  imports: `Time and resident memory that importing the tool with its driver takes; the floor imports the driver alone.
`,
  kills: `SIGKILL at random moments (the seed is above), spread over the time that the tool's own run takes, then one more run.
*in the middle* are kills that left some but not all of 30 migrations; *cannot go on*: the next run fails; *goes on, wrong*: it succeeds, and a statement ran twice or never.
Each migration writes 10,000 rows besides, so that a run takes long enough to be hit. A peer's kills end after some seconds, however many
they are by then; Lockstep's are always all.
`,
  rebuilds: `A parent table rebuilt (new table, copy, drop, rename) under 1000 children with ON DELETE CASCADE. The peers get it as drizzle-kit writes it, between
\`PRAGMA foreign_keys=OFF\` and \`ON\`, which does nothing inside a transaction; Lockstep gets \`-- lockstep: foreign-keys=off\`.
Kysely and Umzug run it outside a transaction, where the PRAGMA works and a failure in the middle leaves half a rebuild; dbmate's SQLite does not enforce
foreign keys unless it is told to.
`,
  probes: `Each cell is the outcome of a run: a file edited after it was applied; a third migration that fails at its last statement; a history table that refuses rows;
a second file that comes after the third. Whether there is a lock is what (3) shows.
`,
  growth: `The schema stays as small with 10,000 migrations as with 100, so what grows is the tool's own work. Applied once at 10,000, in up to three rounds at 100; 1000 is from (1) and (2).
`,
  parity: `\`npm run bench:parity\` measures it: 200 tables of ten columns as applications have them, no two with the same rules. Times are the least of all
rounds, a ratio is the median of the rounds', memory the most. **CPU** is user and system time of the client process: what waits for nobody (reading
SQLite, comparing) is judged by the lesser of the two, because the clock counts what the machine does for others, and the processor what other threads of
the process do at the same time. **Into the model** is all of \`introspect()\`, beside the query that it sends, with the rows thrown away. **Comparing** begins with schemas of which nothing is read yet and ends with
the differences: the texts of SQLite's catalog and all expressions are read in it. \`parity --at each\` is the whole command, a process on a PostgreSQL server that
runs already: it applies 30 versions to both engines, reads both schemas behind each, and compares them.
`,
} as const;

export const unsaid = `## What these figures do not say
- One machine, small migrations. With migrations that rewrite tables the tool does not matter.
- The tools do not do the same work: Lockstep reads both engines' files before it applies anything, and checks what the probes above list; the floor and most peers do less. The ratios
  are what that costs.
- Times of a machine that does other things as well vary; the CPU columns and the counts (queries, round trips, failures) do not.
- Kills and races are samples. That nothing went wrong in a hundred kills does not prove that nothing can; \`npm run test:crash\` kills Lockstep more often, and at chosen places.
- A probe shows what a tool does as its documentation sets it up. Options that change it (a stricter order, no common transaction) are not tried.
`;
