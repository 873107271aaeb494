import { parseObjectAddress } from './gcp/object-address.ts';
import { durationSeconds } from './policy/duration.ts';

export interface PolicySettings {
  /** Path of the policy file, or `gs://BUCKET/OBJECT`. */
  readonly policy: string;
  /** How long a version of it has to be there before what it allows more than before is in force. */
  readonly policyDelaySeconds: number;
}

/**
 * Reads BAILIFF_POLICY and BAILIFF_POLICY_DELAY, each `undefined` when it is not set. `fault` is told a sentence for
 * each fault; with one there is no answer.
 */
export function policySettings(
  address: string | undefined,
  delay: string | undefined,
  fault: (sentence: string) => void,
): PolicySettings | undefined {
  const policy = addressOf(address, fault);
  const policyDelaySeconds = secondsOf(delay, address, fault);
  if (policy === undefined || policyDelaySeconds === undefined) return undefined;
  return { policy, policyDelaySeconds };
}

function addressOf(text: string | undefined, fault: (sentence: string) => void) {
  const name = 'BAILIFF_POLICY';
  if (text === undefined)
    fault(`${name} is not set; set it to the path of the policy file, or gs://BUCKET/OBJECT.`);
  if (text?.startsWith('gs://') !== true || parseObjectAddress(text) !== undefined) return text;
  fault(`${name} names no object; set it to one like gs://BUCKET/policy.yaml.`);
  return undefined;
}

/** A file is for trying things out, so that nothing waits unless it is asked to. */
function secondsOf(
  text: string | undefined,
  address: string | undefined,
  fault: (sentence: string) => void,
) {
  const usual = address?.startsWith('gs://') === true ? '10m' : '0s';
  const seconds = durationSeconds(text ?? usual);
  if (seconds === undefined)
    fault(
      `BAILIFF_POLICY_DELAY is no length of time; set it to one like 30m or 0s, or leave it out for ${usual}.`,
    );
  return seconds;
}
