import type { ObjectVersion, Organization } from './state.ts';

// As at Google, generations are microseconds since 1970, so that later ones are greater.
const MICROSECONDS = 1000n;

/** Writes the object; the version before it is kept. Throws when there is no such bucket. */
export function putObject(
  organization: Organization,
  bucket: string,
  name: string,
  text: string,
): ObjectVersion {
  const objects = objectsOf(organization, bucket);
  const created = organization.now();
  const versions = ended(objects.get(name) ?? [], created);
  const last = BigInt(versions.at(-1)?.generation ?? 0);
  const present = BigInt(created) * MICROSECONDS;
  const generation = String(present > last ? present : last + 1n);
  const version = { generation, text, created, ended: undefined };
  objects.set(name, [...versions, version]);
  return version;
}

/** Deletes the present version, which is kept like every other. Throws when there is no such bucket. */
export function deleteObject(organization: Organization, bucket: string, name: string): void {
  const objects = objectsOf(organization, bucket);
  objects.set(name, ended(objects.get(name) ?? [], organization.now()));
}

/** Takes one version away for good. Throws when there is no such bucket. */
export function eraseObjectVersion(
  organization: Organization,
  bucket: string,
  name: string,
  generation: string,
): void {
  const objects = objectsOf(organization, bucket);
  const versions = objects.get(name) ?? [];
  objects.set(
    name,
    versions.filter((version) => version.generation !== generation),
  );
}

function ended(versions: readonly ObjectVersion[], at: number): readonly ObjectVersion[] {
  return versions.map((version) => ({ ...version, ended: version.ended ?? at }));
}

function objectsOf({ buckets }: Organization, name: string) {
  const bucket = buckets.get(name);
  if (bucket === undefined) throw new Error(`The organization has no bucket ${name}.`);
  return bucket.objects;
}
