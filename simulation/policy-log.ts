import { putObject } from '../sandbox/organization/buckets.ts';
import type { Organization } from '../sandbox/organization/state.ts';
import { policyText, type Said } from './policies.ts';
import { BUCKET, POLICY_FILE } from './setting.ts';

interface Version {
  /** Milliseconds since 1970. */
  readonly made: number;
  readonly said: Said;
}

/** An instance may take the file for what it was so long ago. */
const CHECK_EVERY_MS = 10_000;

/** Every version of the policy file, and what it said. */
export interface PolicyLog {
  upload(said: Said): void;
  /** Puts a file there that no version of Bailiff takes. */
  spoil(): void;
  /**
   * Whether it was allowed at some time from `since` to `until`, by all versions that were there within the delay before
   * that time: what a new version adds waits for the delay, what it takes away is gone at once.
   */
  allowed(since: number, until: number, permits: (said: Said) => boolean): boolean;
  newest(): Said;
  /** Oldest first. */
  readonly versions: readonly Version[];
}

export function keepPolicies(organization: Organization, delaySeconds: number): PolicyLog {
  const versions: Version[] = [];
  const { now } = organization;
  const delay = delaySeconds * 1000;
  const at = (time: number) => versions.findLastIndex(({ made }) => made <= time);
  return {
    versions,
    upload(said) {
      putObject(organization, BUCKET, POLICY_FILE, policyText(said));
      versions.push({ made: now(), said });
    },
    spoil() {
      putObject(organization, BUCKET, POLICY_FILE, 'apiVersion: bailiff/v1\nrules: [');
    },
    allowed(since, until, permits) {
      const from = since - CHECK_EVERY_MS;
      const moments = [
        from,
        ...versions.map(({ made }) => made),
        ...versions.map(({ made }) => made + delay),
      ];
      return moments
        .filter((time) => time >= from && time <= until)
        .some((time) => {
          const oldest = Math.max(at(time - delay), 0);
          const counting = versions.slice(oldest, Math.max(at(time), 0) + 1);
          return counting.every(({ said }) => permits(said));
        });
    },
    newest() {
      const newest = versions.at(-1);
      if (newest === undefined) throw new Error('There is no policy yet.');
      return newest.said;
    },
  };
}
