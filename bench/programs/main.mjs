// Plain JavaScript: a process that is timed from its start must not pay for stripping types.
// Usage: node main.mjs PROGRAM TARGET(JSON) [--repeat N]. Prints one line of JSON.
const [program, json, , repeat = '1'] = process.argv.slice(2);
const target = JSON.parse(json ?? '');

/** @param {() => Promise<unknown>} run */
async function timed(run) {
  const [cpu, start] = [process.cpuUsage(), performance.now()];
  const value = await run();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { value, ms, cpuMs: (user + system) / 1000 };
}

const { load } = await import(`./${program}.mjs`);
const rssBefore = process.memoryUsage.rss();
const loaded = await timed(() => load(target));
const rssAfter = process.memoryUsage.rss();
const migrate = /** @type {() => Promise<number>} */ (loaded.value);
const runs = [];
for (let i = 0; i < Number(repeat); i++) runs.push(await timed(migrate));
console.log(
  JSON.stringify({
    importMs: loaded.ms,
    importRss: rssAfter - rssBefore,
    rss: process.resourceUsage().maxRSS * 1024,
    applied: runs.map(({ value }) => value),
    ms: runs.map(({ ms }) => ms),
    cpuMs: runs.map(({ cpuMs }) => cpuMs),
  }),
);
