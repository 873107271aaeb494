import { createHash } from 'node:crypto';

// Firestore's limit is 1,500 bytes; room for what a collection puts behind the name.
const LONGEST = 1400;
const RESERVED = /^(?:|\.\.?|__.*__)$/;

/**
 * The name as the id of a document, readable where Firestore takes it, and a hash where not: too long, reserved, or no
 * Unicode text. No name's id is another's. https://cloud.google.com/firestore/quotas#collections_documents_and_fields
 */
export function readableId(name: string): string {
  if (!name.isWellFormed()) return hashedId(name);
  const id = encodeURIComponent(name);
  return id.length > LONGEST || RESERVED.test(id) ? hashedId(name) : id;
}

/**
 * The same id for the same parts. Such ids also spread over the key space: Firestore is slow to take many writes whose
 * ids follow each other. https://cloud.google.com/firestore/docs/best-practices#hotspots
 */
export function hashedId(...parts: readonly string[]): string {
  // A colon stands in no readable id; JSON keeps the parts apart, and what is no Unicode text from other such.
  return `sha256:${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`;
}
