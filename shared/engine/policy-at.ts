import type { Google } from '../gcp/google.ts';
import { parseObjectAddress } from '../gcp/object-address.ts';
import { objects } from '../gcp/objects.ts';
import { policyFile } from './policy-file.ts';
import { policyObject } from './policy-object.ts';
import type { PolicyPlace } from './policy-place.ts';

/** The place that BAILIFF_POLICY names: `gs://BUCKET/OBJECT`, or else the path of a file. */
export function policyAt(address: string, google: Google): PolicyPlace {
  const object = parseObjectAddress(address);
  return object === undefined ? policyFile(address) : policyObject(object, objects(google));
}
