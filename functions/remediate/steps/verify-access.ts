import type { ConditionId, Diagnosis } from '../../../shared/domain/diagnosis.ts';
import type { StepOf } from '../../../shared/domain/plan.ts';
import { parsePrincipal } from '../../../shared/domain/principal.ts';
import { PROPAGATION_MS } from '../../../shared/domain/propagation.ts';
import { type DiagnoseReaders, diagnose } from '../../../shared/engine/diagnose.ts';
import { CONSTRAINT } from '../../../shared/engine/diagnosis/mending.ts';
import { organizationPolicyPermissions } from '../../../shared/gcp/permissions/org-policy.ts';
import { accountReadingPermissions } from '../../../shared/gcp/permissions/service-accounts.ts';
import { troubleshooterPermissions } from '../../../shared/gcp/permissions/troubleshooter.ts';
import { Redeliver } from '../redeliver.ts';
import { goneWords } from './grant-on-account.ts';
import { done, type StepRunner, stop, type Turn } from './step-runner.ts';

export interface VerifyAccessPorts {
  readonly readers: DiagnoseReaders;
}

type Verify = StepOf<'verify-access'>;

/** In Google's terms, and no more of the account than a denial tells. */
const WORDS: { readonly [K in ConditionId]: (step: Verify) => string } = {
  'account-usable': ({ account }) => `that ${account} can be used`,
  'act-as': ({ account, deployer }) => `iam.serviceAccounts.actAs on ${account} for ${deployer}`,
  'token-minting': ({ account, project }) =>
    `iam.serviceAccounts.getAccessToken on ${account} for the Cloud Run service agent of ${project.id}`,
  'cross-project-use': ({ account }) =>
    `that ${CONSTRAINT} is not enforced in the project of ${account}`,
};

/**
 * Asks Google again whether every condition holds, which may take minutes to be seen. Another delivery asks once more;
 * nothing waits here. What was granted stays even if it is never seen: the policy trusts it.
 */
export const verifyAccess: StepRunner<'verify-access', VerifyAccessPorts> = {
  permissions: {
    remediate: [
      ...accountReadingPermissions.get,
      ...troubleshooterPermissions.explain,
      ...organizationPolicyPermissions.effective,
    ],
  },

  async run(step, turn) {
    await turn.begin({});
    const { account, unseen } = await diagnosed(step, turn);
    if (account.state === 're-created') return stop('failed', goneWords(step));
    if (unseen.length === 0) return done({});
    const waited = Date.parse(turn.now()) - Date.parse(turn.since());
    if (waited < PROPAGATION_MS)
      throw new Redeliver(`What was granted on ${step.account} is not seen everywhere yet.`);
    const because = `Ten minutes after the grants this is still not seen: ${unseen.map((id) => WORDS[id](step)).join('; ')}. What was granted stays, since the policy trusts it.`;
    return { ...stop('failed', because), stays: true };
  },

  putBack: async () => ({}),
  standing: async () => ({ kind: 'gone' }),
  planned: ({ account }) => `Check that everything which using ${account} takes is there.`,
  told: ({ account }) => `Everything that using ${account} takes is there.`,
};

/** The account, and the conditions that do not hold or are not known to. */
async function diagnosed(
  { project, account, uniqueId, deployer }: Verify,
  { ports, now }: Turn<VerifyAccessPorts>,
): Promise<Pick<Diagnosis, 'account'> & { readonly unseen: readonly ConditionId[] }> {
  const asked = { project: { ...project, ancestors: [] }, account, pinned: uniqueId };
  const request = deployer === undefined ? asked : { ...asked, deployer: parsePrincipal(deployer) };
  const diagnosis = await diagnose(request, ports.readers, now());
  const unseen = diagnosis.conditions
    .filter(({ state }) => state !== 'holds' && state !== 'not-needed')
    .map(({ id }) => id)
    .filter((id) => id !== 'act-as' || deployer !== undefined);
  return { account: diagnosis.account, unseen };
}
