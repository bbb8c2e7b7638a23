import { type Config, defineConfig } from './src/index.ts';

/** The reference store (migrations/README.md) and the places where developers keep one. */
const config: Config = defineConfig({
  modules: [
    {
      name: 'gateway',
      migrations: { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' },
      baseline: { version: 17, policy: 'reset' },
      parity: 'migrations/parity.json',
      documents: 'migrations/documents.json',
    },
  ],
  databases: {
    local: 'sqlite:.data/gateway.db',
    libsql: 'file:.data/gateway-libsql.db',
    production: 'env:POSTGRES_URL',
    embedded: 'embedded:postgres',
  },
  default: ['local'],
});

export default config;
