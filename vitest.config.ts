import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    pool: 'forks',
    // On two cores: the third works while the others wait, for a process to start or for a limit of time to pass.
    maxWorkers: 3,
    // The modules keep no state of the app, so that the files of a worker share them: loading them anew takes a third of the time.
    isolate: false,
    // Many tests start processes of their own, on machines of two cores: a limit is there for what hangs.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    // What measures time can miss it once on a busy machine, and is reported as retried; what fails twice is broken.
    retry: process.env['CI'] ? 1 : 0,
    restoreMocks: true,
  },
});
