import vue from '@vitejs/plugin-vue'
import { configDefaults, defineConfig } from 'vitest/config'

const endToEnd = 'tests/e2e/**/*.test.ts'

export default defineConfig({
  plugins: [vue()],
  test: {
    // The machine a chamber is built and tested on has two cores.
    maxWorkers: 2,
    // Real brokers, disks and serial lines answer in milliseconds; ten seconds is for a busy machine.
    testTimeout: 10_000,
    hookTimeout: 20_000,
    expect: { poll: { timeout: 5_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...configDefaults.exclude, '**/dist/**', '.sapha/**', 'data/**', endToEnd],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: [endToEnd],
          // Whole chambers with browsers: one at a time, and not beside the unit tests.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
