/** One way to have what the suite is about: a driver, a repository, a client. */
export interface ConformanceDriver<Subject> {
  readonly name: string;
  /** Returns a fresh one for each test. One with `Symbol.asyncDispose` or `Symbol.dispose` is disposed of behind it. */
  readonly open: () => Subject | Promise<Subject>;
  /** Why none of the suite can be run here: it stands in the title. Defaults to null: it is run. */
  readonly skip?: string | null;
  /** Tests of the suite that are not run, by title, each with the reason. Defaults to none. */
  readonly skips?: Readonly<Record<string, string>>;
}

/** What a suite declares its tests with. */
export interface ConformanceTests<Subject> {
  /** The driver's name, for what its tests have to say. */
  readonly driver: string;
  readonly test: (title: string, run: (subject: Subject) => unknown) => void;
}

/** A suite as a function: it is called once per driver. */
export type ConformanceSuite<Subject> = (tests: ConformanceTests<Subject>) => void;

type Declare = (title: string, run: () => Promise<void>) => unknown;

/** `describe` and `test` of vitest or of node:test. */
export interface TestRunner {
  readonly describe: (title: string, declare: () => void) => unknown;
  readonly test: Declare & { readonly skip: Declare };
}

/**
 * Declares one suite for several drivers, a block per driver; each test gets a subject of its own. What is skipped says why in
 * its title. Throws while declaring where a driver's name stands twice, a reason is empty, a skipped title is none of the suite
 * (it was renamed, or the reason is gone), or a suite has no test: nothing is passed over in silence.
 */
export function conformance<Subject>(
  name: string,
  drivers: readonly ConformanceDriver<Subject>[],
  suite: ConformanceSuite<Subject>,
  { describe, test }: TestRunner,
): void {
  if (drivers.length === 0) throw new Error(`${name}: there is no driver to run the suite over`);
  const names = new Set<string>();
  for (const driver of drivers) {
    if (names.has(driver.name)) throw new Error(`${name}: two drivers are called "${driver.name}"`);
    names.add(driver.name);
    const tests = declared(`${name}, ${driver.name}`, driver, suite);
    describe(`${name}: ${driver.name}`, () => {
      for (const { title, run, reason } of tests) {
        if (reason === null) test(title, () => runWith(driver, run));
        else test.skip(`${title} (skipped: ${reason})`, async () => undefined);
      }
    });
  }
}

interface DeclaredTest<Subject> {
  readonly title: string;
  readonly run: (subject: Subject) => unknown;
  /** Why it is skipped, or null. */
  readonly reason: string | null;
}

function declared<Subject>(
  where: string,
  { name, skip = null, skips = {} }: ConformanceDriver<Subject>,
  suite: ConformanceSuite<Subject>,
): readonly DeclaredTest<Subject>[] {
  for (const reason of [...(skip === null ? [] : [skip]), ...Object.values(skips)]) {
    if (reason.trim() === '') throw new Error(`${where}: what is skipped needs a reason`);
  }
  const tests: DeclaredTest<Subject>[] = [];
  suite({
    driver: name,
    test: (title, run) => {
      tests.push({
        title,
        run,
        reason: skip ?? (Object.hasOwn(skips, title) ? (skips[title] ?? null) : null),
      });
    },
  });
  if (tests.length === 0) throw new Error(`${where}: the suite has no test`);
  const unknown = Object.keys(skips).filter((title) => !tests.some((each) => each.title === title));
  if (unknown.length === 0) return tests;
  throw new Error(`${where}: no test is called "${unknown.join('", "')}", which is to be skipped`);
}

async function runWith<Subject>(
  { open }: ConformanceDriver<Subject>,
  run: (subject: Subject) => unknown,
): Promise<void> {
  const subject = await open();
  try {
    await run(subject);
  } finally {
    await dispose(subject);
  }
}

async function dispose(subject: unknown): Promise<void> {
  const { [Symbol.asyncDispose]: later, [Symbol.dispose]: now } = Object(subject) as Partial<
    AsyncDisposable & Disposable
  >;
  if (later !== undefined) await later.call(subject);
  else now?.call(subject);
}
