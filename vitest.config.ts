import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Tests that start servers, brokers or browsers, or mostly wait: one file at a time, once all others are done, so that none starves another. */
const withServices = [
  'ci/bench-store.test.ts',
  'ci/profile/feast-profile.test.ts',
  'harness/adapters/feast/feast.test.ts',
  'harness/cli/interruption.test.ts',
  'harness/cli/latency-command.test.ts',
  'harness/cli/misbehaving-stores.test.ts',
  'harness/cli/store-over-http.test.ts',
  'harness/cli/store-programs.test.ts',
  'reference-store/cli/**/*.test.ts',
  'reference-store/hostile-texts.test.ts',
  'reference-store/ingest/kafka-*.test.ts',
  'reference-store/online/redis-*.test.ts',
  'reference-store/processes/**/*.test.ts',
  'reference-store/real-*.test.ts',
  'reference-store/services/**/*.test.ts',
  'reports/html/page-sections.test.ts',
  'reports/html/render-html.test.ts',
]

const everywhere = ['**/node_modules/**', '.plumbline/**', 'dist/**']

/** A checkout imports itself under its name, as users' modules do, and nothing was built. */
const ownEntries = ['store', 'report', 'vitest'].map(name => ({
  find: `plumbline/${name}`,
  replacement: fileURLToPath(new URL(`./${name}.ts`, import.meta.url)),
}))

export default defineConfig({
  resolve: {
    alias: [
      ...ownEntries,
      { find: /^plumbline$/, replacement: fileURLToPath(new URL('./index.ts', import.meta.url)) },
    ],
  },
  test: {
    testTimeout: 60_000,
    setupFiles: [fileURLToPath(new URL('./ci/testing/published-results.ts', import.meta.url))],
    hookTimeout: 240_000,
    // It imports JSON as node does not.
    server: { deps: { inline: ['@actions/workflow-parser'] } },
    projects: [
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['**/*.test.ts'],
          exclude: [...everywhere, ...withServices],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'services',
          include: withServices,
          exclude: everywhere,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
