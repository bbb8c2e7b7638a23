import { defineConfig, type Plugin } from 'rolldown';

/**
 * An import of a module of Node's own reads every export that it has, and some are loaded only then: three milliseconds of
 * every start for node:fs. Asked for like this, it gives what is taken.
 */
const builtins = {
  name: 'builtins',
  renderChunk: (code: string): string =>
    code.replace(
      /^import \{ (.+) \} from ("node:.+");$/gm,
      (_, names: string, module: string) =>
        `const { ${names.replaceAll(' as ', ': ')} } = process.getBuiltinModule(${module});`,
    ),
};

/**
 * A file that is imported on demand and lies in a chunk with others gets a file of its own that only leads there, and costs
 * half a millisecond to go through. It is asked for in the chunk itself: what that has besides is in nobody's way.
 */
const direct: Plugin = {
  name: 'direct',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((each) => each.type === 'chunk');
    const places = new Map<string, string>();
    for (const { fileName, code } of chunks) {
      const [, names, place] = /^export \{ (.+) \} from "\.\/(.+)";\s*$/.exec(code) ?? [];
      // Under another name it is not found there.
      if (!fileName.startsWith('lib/') || names?.includes(' as ') !== false || place === undefined) continue;
      places.set(fileName.replace('lib/', ''), place);
      delete bundle[fileName];
    }
    for (const chunk of chunks)
      chunk.code = chunk.code.replace(
        /(?<=\bimport\("\.(?:\.\/lib)?\/)[\w-]+\.js(?="\))/g,
        (file) => places.get(file) ?? file,
      );
  },
};

/**
 * The source is a file per thing, and a start pays for every file: as a few chunks it takes a third of the time. What a
 * start with nothing to do needs is together, and what it does not need is apart from it.
 */
export default defineConfig({
  input: {
    index: 'src/index.ts',
    'cli/main': 'src/cli/main.ts',
    'testing/index': 'src/testing/index.ts',
    // A process of its own.
    'lib/supervisor': 'src/drivers/embedded/supervisor.ts',
  },
  platform: 'node',
  plugins: [builtins, direct],
  // What these are about is meant: a file that one chunk needs at once, another one later.
  checks: { ineffectiveDynamicImport: false },
  preserveEntrySignatures: 'allow-extension',
  // Node 22 knows no `using`.
  transform: { target: 'node22' },
  // The package's one helper, for `using`, comes along.
  external: (id) => !/^[./]|^@oxc-project\/runtime/.test(id),
  output: {
    dir: 'dist',
    format: 'esm',
    minifyInternalExports: false,
    comments: false,
    // One folder deep, as in the source, and the supervisor among them: paths that start at import.meta.url hold.
    chunkFileNames: 'lib/[name].js',
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          name: 'apply',
          test: /src\/(sql\/forbidden|migrate\/(apply|pair|recover|tell|side|explain|refuse-forbidden|repair))/,
          priority: 2,
        },
        { name: 'startup', test: /src\/startup\//, priority: 2 },
        { name: 'scaffold', test: /src\/files\/scaffold\//, priority: 2 },
        {
          name: 'check',
          test: /src\/(check\/|sql\/row-changes|sql\/parse-postgres|drivers\/replay)/,
          priority: 2,
        },
        // What scripts name, and files of settings: for check, parity and rehearsal.
        {
          name: 'reading',
          test: /src\/(sql\/(intent|split-at-commas|ddl-subject|defined-parts)|modules\/(json-spans|parse-settings))/,
          priority: 4,
        },
        {
          name: 'rehearse',
          test: /src\/(rehearse\/|engines\/[a-z-]+\.ts|engines\/(postgres|sqlite)\/rehearse|cli\/(run-rehearse|read-earlier|commands\/rehearse|render\/rehearse))/,
          priority: 3,
        },
        // Files that a flag names.
        {
          name: 'output',
          test: /src\/cli\/(replace-file|prove-output|write-output|make-folders|describe-lost-output|refuse-own-file)/,
          priority: 2,
        },
        { name: 'page', test: /src\/cli\/render\/(html\/|parity-markdown)/, priority: 3 },
        { name: 'parity-text', test: /src\/cli\/render\/parity/, priority: 2 },
        {
          name: 'parity',
          test: /src\/((parity|introspect|drift|replay|drivers\/scratch|sql\/(expression|sqlite-ddl))\/|engines\/(postgres|sqlite)\/schema-)/,
          priority: 3,
        },
        // Only the command line has a configuration.
        {
          name: 'settings',
          test: /src\/modules\/(find-clash|load-config|parse-json|resolve-databases|select-modules|setting|validate-config)/,
          priority: 2,
        },
        {
          name: 'postgres-write',
          test: /src\/(drivers\/pg\/(adopt|alone|apply|judge|mend|outcome|read-applied|roll-back|run-statements|send|series|writing)|engines\/postgres\/(adopt|alone|apply|judge|mend|progress|series))/,
          priority: 3,
        },
        { name: 'postgres', test: /src\/(drivers\/pg|engines\/postgres)\//, priority: 2 },
        {
          name: 'sqlite-write',
          test: /src\/(drivers\/sqlite\/(writer|adopt|apply|change|known|list|mend|prepare|record|step-failure|write)|engines\/sqlite\/(claim|foreign-keys))/,
          priority: 3,
        },
        // In memory, for check and rehearsal.
        { name: 'sqlite-memory', test: /src\/drivers\/sqlite-local\/open-memory/, priority: 2 },
        { name: 'libsql', test: /src\/drivers\/libsql\//, priority: 2 },
        {
          name: 'core',
          test: /src\/(core\/(?!old-node)|(sql|files|modules|migrate|library)\/|drivers\/([a-z-]+\.ts|(better-sqlite3|sqlite|sqlite-local)\/)|engines\/sqlite\/(catalog|history|quote|script-words))|usingCtx/,
          priority: 1,
        },
        {
          name: 'cli',
          test: /src\/cli\/(?!main|parse-with-commander|confirm|start-servers|find-embedded|run-(parity|drift|baseline)|parity-|accept-|open-live|scratch-place|render\/(adopted|left-out)|commands\/(embedded|init|new|check|bundle|parity|drift|baseline))/,
          priority: 1,
        },
      ],
    },
  },
});
