import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Dozens of processes load the same sources, and half of their start is compiling them. */
const compiled = mkdtempSync(join(tmpdir(), 'bailiff-compiled-'));
process.on('exit', () => rmSync(compiled, { recursive: true, force: true }));

const shared = {
  // The emulators that a shell names are its user's own, and would be emptied.
  env: {
    METADATA_SERVER_DETECTION: 'none',
    PUBSUB_EMULATOR_HOST: '',
    FIRESTORE_EMULATOR_HOST: '',
    NODE_COMPILE_CACHE: compiled,
  },
  testTimeout: 30_000,
  hookTimeout: 30_000,
  // Loading Google's clients anew for every file would take longer than all tests together.
  isolate: false,
  // One less than there are cores would be one on a machine with two.
  maxWorkers: '100%',
};

const endToEnd = { ...shared, testTimeout: 240_000, hookTimeout: 120_000 };

/** Whole systems, real processes, and every interleaving: too slow for `npm run check`, part of `npm test`. */
const THOROUGH = [
  'test/**/*{-,.}properties.test.ts',
  'test/cli/bailiff.test.ts',
  'test/cli/doctor/{channels,command,console,doctor,protected-folders}.test.ts',
  'test/cli/explain.test.ts',
  'test/cli/replay/dead-letters.test.ts',
  'test/docs/operations.test.ts',
  'test/functions/console/index.test.ts',
  'test/functions/evaluate/{evaluate.fixtures,own-access-writes}.test.ts',
  'test/functions/evaluate/judge-{drift,recheck,use}.test.ts',
  'test/functions/evaluate/{admit-attempt,just-mended,settle-attempts}.test.ts',
  'test/functions/framework.test.ts',
  'test/functions/notify/{keep-ticket,deliver/every-channel}.test.ts',
  'test/functions/remediate/*crash-matrix.test.ts',
  'test/functions/remediate/overtaken.test.ts',
  'test/functions/remediate/actions/dedicated-account.test.ts',
  'test/functions/remediate/undo/**/*.test.ts',
  'test/functions/remediate/{access,approval}*.test.ts',
  'test/functions/remediate/{put-back,allow-account-use,resume,wakes}.test.ts',
  'test/functions/sweep/**/*.test.ts',
  'test/infra/{check-configuration,terraform,variables}.test.ts',
  'test/requirements.test.ts',
  'test/sandbox/apis/run/v1/job-from-v1.test.ts',
  'test/sandbox/delivery/emulator/emulator-transport.test.ts',
  'test/sandbox/delivery/queue-store.test.ts',
  'test/sandbox/main.test.ts',
  'test/sandbox/{local-organization,start}.test.ts',
  'test/scripts/**/*.test.ts',
  'test/shared/channels/{desk-failures,email,issue-tickets,mail}.test.ts',
  'test/shared/domain/finding.test.ts',
  'test/shared/engine/{diagnose.where,judge.access,policy-source.object}.test.ts',
  'test/shared/gcp/{assets,objects}.test.ts',
  'test/shared/ledger/firestore.test.ts',
  'test/shared/ledger/sqlite.test.ts',
  'test/shared/ledger/sqlite/**/*.test.ts',
  'test/shared/permissions/identities.test.ts',
  'test/shared/policy/read-yaml.test.ts',
  'test/shared/rules/parts/account-use.test.ts',
  'test/shared/telemetry/telemetry.test.ts',
  'test/simulation/{either-ledger,planted-faults,simulate}.test.ts',
  'test/system/**/*.test.ts',
];

/** They hold what the docs promise of times, or keep both cores of a small machine busy themselves. */
const ALONE = ['test/end-to-end/{cross-project,main-job,transport}.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['test/**/*.test.ts'],
          exclude: ['test/end-to-end/**', ...THOROUGH],
        },
      },
      {
        test: {
          ...shared,
          name: 'thorough',
          sequence: { groupOrder: 1 },
          include: THOROUGH,
          // A machine that has much else to do is no fault of theirs.
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Real gcloud and real processes, which mostly wait for each other: one after another they would leave a core idle.
        test: {
          ...endToEnd,
          name: 'end-to-end',
          sequence: { groupOrder: 2 },
          include: ['test/end-to-end/**/*.test.ts'],
          exclude: ALONE,
        },
      },
      {
        test: {
          ...endToEnd,
          name: 'alone',
          sequence: { groupOrder: 3 },
          include: ALONE,
          fileParallelism: false,
        },
      },
    ],
  },
});
