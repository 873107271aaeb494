import { ApiError } from '../../../http/api-error.ts';
import type { JobRecord } from '../job-record.ts';
import type { JobRef } from '../job-ref.ts';

let last = 0n;

/** A version later than every one before it, in the form Google's have: microseconds as eight bytes in base64. */
export function newVersion(now: number): string {
  const time = BigInt(Math.trunc(now)) * 1000n;
  last = time > last ? time : last + 1n;
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(last);
  return bytes.toString('base64url');
}

/** v2's etag for a version: base64 in quotes. */
export function etagOf(version: string): string {
  return `"${Buffer.from(version).toString('base64')}"`;
}

/** The version that an etag stands for; text that is no etag stands for itself. */
export function versionOf(etag: string): string {
  const inner = /^"?([A-Za-z0-9+/=]+)"?$/.exec(etag)?.[1] ?? '';
  const version = Buffer.from(inner, 'base64').toString();
  return /^[\w-]{11}$/.test(version) ? version : etag;
}

/** Refuses a call made for another version of the job than the one that stands. No version asked for fits every job. */
export function requireVersion(ref: JobRef, record: JobRecord, asked: string | undefined): void {
  if (asked === undefined || asked === '' || asked === record.resourceVersion) return;
  throw new ApiError(
    'ABORTED',
    `Conflict for resource '${ref.name}': version '${asked}' was specified but current version is '${record.resourceVersion}'.`,
  );
}
