import { randomBytes } from 'node:crypto';

/** Google's etags are eight bytes in base64; gcloud crashes on anything else. */
export function newEtag(): string {
  return randomBytes(8).toString('base64');
}

/** Whether two etags stand for the same bytes: gcloud sends them back in the URL's alphabet of base64. */
export function sameEtag(one: string, other: string): boolean {
  return Buffer.from(one, 'base64').equals(Buffer.from(other, 'base64'));
}
