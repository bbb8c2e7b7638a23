// Plain JavaScript: a process that is timed from its start must not pay for stripping types.
// Usage: node main.mjs PROGRAM TARGET(JSON) OPTIONS(JSON). The last line that it prints is JSON.
const [program = '', json = '', optionsJson = '{}'] = process.argv.slice(2);
const target = JSON.parse(json);
const { repeat = 1, announce = false, trace = false } = JSON.parse(optionsJson);

/** @param {() => unknown} run */
async function timed(run) {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  const value = await run();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { value, ms, cpuMs: (user + system) / 1000 };
}

/** @type {string[]} */
let statements = [];
if (trace)
  statements = (await import('./trace-sqlite.mjs')).traceSqlite(target.library ?? import.meta.dirname);

const { load } = await import(`./${program}.mjs`);
const rssBefore = process.memoryUsage.rss();
const loaded = await timed(() => load(target));
const rssAfter = process.memoryUsage.rss();
const migrate = /** @type {() => Promise<void>} */ (loaded.value);
if (announce) console.log('begins');
const runs = [];
for (let i = 0; i < repeat; i++) runs.push(await timed(migrate));
console.log(
  JSON.stringify({
    importMs: loaded.ms,
    importRss: rssAfter - rssBefore,
    ms: runs.map(({ ms }) => ms),
    cpuMs: runs.map(({ cpuMs }) => cpuMs),
    statements,
  }),
);
