import type { Diagnosis } from '../../../shared/domain/diagnosis.ts';
import { parsePrincipal } from '../../../shared/domain/principal.ts';
import { parseServiceAccount } from '../../../shared/domain/service-account.ts';
import { conclude } from '../../../shared/engine/diagnosis/conclude.ts';
import type { DiagnosisFacts } from '../../../shared/engine/diagnosis/facts.ts';
import { unknownAccess } from '../../../shared/gcp/explanation.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';

export const RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
export const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';

const HELD: DiagnosisFacts['minting'] = {
  ...unknownAccess('A binding grants it.'),
  state: 'granted',
  where: [`projects/identity-prod/serviceAccounts/${RUNTIME}`],
};
export const LACKING: DiagnosisFacts['minting'] = {
  ...unknownAccess('No binding grants it.'),
  state: 'denied',
};
export const UNREAD = unknownAccess(
  'The policies of folders/200000000001 may not be read (resourcemanager.folders.getIamPolicy).',
);

/** Of dev@example.com and a job of payments-prod, under batch-runtime@identity-prod unless said: all conditions hold but what is given. */
export function diagnosed(
  email: string = RUNTIME,
  changes: Partial<Omit<DiagnosisFacts, 'project' | 'account' | 'found'>> & {
    readonly state?: 'enabled' | 'disabled' | 'missing';
  } = {},
): Diagnosis {
  const account = parseServiceAccount(email);
  if (account.kind !== 'user-managed') throw new Error(`${email} is no account of a user.`);
  const { state = 'enabled', ...rest } = changes;
  const own = account.projectId === 'payments-prod';
  return conclude({
    project: liveSubject().project,
    account,
    found:
      state === 'missing'
        ? { kind: 'missing' }
        : {
            kind: 'found',
            account: {
              email,
              uniqueId: '100000000000000000003',
              project: account.projectId,
              displayName: '',
              description: '',
              disabled: state === 'disabled',
            },
          },
    pinned: undefined,
    deployer: parsePrincipal('dev@example.com'),
    actAs: HELD,
    minting: own ? undefined : HELD,
    crossProject: own ? undefined : { state: 'off', because: 'The constraint is off.' },
    ...rest,
  });
}
