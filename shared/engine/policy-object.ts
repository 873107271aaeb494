import { ApiFailure } from '../gcp/api-failure.ts';
import type { ObjectAddress } from '../gcp/object-address.ts';
import type { ObjectVersion } from '../gcp/objects.ts';
import { type PolicyPlace, PolicyUnreadable, type PolicyVersion } from './policy-place.ts';

interface Objects {
  latest(address: ObjectAddress): Promise<ObjectVersion>;
  versions(address: ObjectAddress): Promise<readonly ObjectVersion[]>;
  text(address: ObjectAddress, generation: string): Promise<string>;
}

// Each look is a call that is paid for.
const CHECK_EVERY_MS = 10_000;

/** A policy file in a bucket of Cloud Storage, whose earlier versions are there as far as the bucket keeps them. */
export function policyObject(object: ObjectAddress, objects: Objects): PolicyPlace {
  const address = `gs://${object.bucket}/${object.object}`;
  return {
    address,
    checkEveryMs: CHECK_EVERY_MS,

    async latest() {
      return versionOf(await unlessUnreadable(address, objects.latest(object)));
    },

    async versions() {
      const versions = await unlessUnreadable(address, objects.versions(object));
      return versions.map(versionOf);
    },

    read({ id }) {
      return unlessUnreadable(address, objects.text(object, id));
    },
  };
}

function versionOf({ generation, created, ...version }: ObjectVersion): PolicyVersion {
  return { id: generation, made: created, ...version };
}

async function unlessUnreadable<T>(address: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const { status, message, retryable } = error;
    const sentence = `The policy file ${address} cannot be read (HTTP ${status}: ${message}); upload it, let Bailiff's identities read the bucket, or name another in BAILIFF_POLICY.`;
    throw new PolicyUnreadable(sentence, String(status), retryable);
  }
}
