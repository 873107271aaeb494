import type { Organization, Secret, SecretVersion } from './state.ts';

/** Adds a version to the secret `projects/ID/secrets/NAME`, which is made if need be, and answers its number, counting from 1. */
export function addSecretVersion(
  organization: Organization,
  name: string,
  payload: Uint8Array | string,
): number {
  const created = organization.now();
  const secret: Secret = organization.secrets.get(name) ?? { created, versions: [] };
  const version: SecretVersion = { payload: Buffer.from(payload), state: 'ENABLED', created };
  const versions = [...secret.versions, version];
  organization.secrets.set(name, { ...secret, versions });
  return versions.length;
}

/** Changes the state of one version; what a destroyed one held is gone for good. */
export function setVersionState(
  organization: Organization,
  name: string,
  number: number,
  state: SecretVersion['state'],
): void {
  const secret = organization.secrets.get(name);
  if (secret === undefined) throw new Error(`The organization has no secret ${name}.`);
  const versions = secret.versions.map((version, index) => {
    if (index !== number - 1) return version;
    const payload = state === 'DESTROYED' ? undefined : version.payload;
    return { ...version, state, payload };
  });
  organization.secrets.set(name, { ...secret, versions });
}
