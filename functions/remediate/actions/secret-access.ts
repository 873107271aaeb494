import type { SecretName } from '../../../shared/domain/subject.ts';
import type { AccessPorts } from './access-ports.ts';

const READ_SECRET = 'secretmanager.versions.access';

/** How sure it is that the account can read all of the secrets; `secrets` are those that spoil it. */
export interface SecretAccess {
  readonly state: 'granted' | 'denied' | 'unknown';
  readonly secrets: readonly SecretName[];
}

/** Asks for each secret whether the account can read its versions. A denied one outweighs an unknown one. */
export async function secretAccess(
  email: string,
  secrets: readonly SecretName[],
  at: string,
  { troubleshooter }: AccessPorts,
): Promise<SecretAccess> {
  const answers = await Promise.all(
    secrets.map(async (secret) => ({
      secret,
      state: await troubleshooter.access({
        principal: email,
        resource: `//secretmanager.googleapis.com/${secret}`,
        permission: READ_SECRET,
        at,
      }),
    })),
  );
  const worst = (['denied', 'unknown'] as const).find((state) =>
    answers.some((answer) => answer.state === state),
  );
  const spoiling = answers.filter(({ state }) => state === worst);
  return { state: worst ?? 'granted', secrets: spoiling.map(({ secret }) => secret) };
}

/**
 * The secrets that an account holding only these permissions on the job's project could not read: those of another
 * project, and all of them when the permissions do not include reading secrets.
 */
export function uncoveredSecrets(
  secrets: readonly SecretName[],
  project: { readonly id: string; readonly number: string },
  permissions: ReadonlySet<string>,
): readonly SecretName[] {
  if (!permissions.has(READ_SECRET)) return secrets;
  return secrets.filter((secret) => {
    const owner = secret.split('/')[1];
    return owner !== project.id && owner !== project.number;
  });
}
