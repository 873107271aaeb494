import { describe, expect, it } from 'vitest';
import { noLongerNamed } from '../../../functions/remediate/no-longer-named.ts';
import type { Plan, Step } from '../../../shared/domain/plan.ts';

const job = {
  kind: 'job' as const,
  project: 'payments-prod',
  location: 'us-central1',
  name: 'nightly',
};
// Of nightly in payments-prod with this uid.
const DEDICATED = 'nightly-dd439b8129@payments-prod.iam.gserviceaccount.com';
const LOGS = 'roles/logging.logWriter';

function planTo(to: string, ...roles: readonly string[]): Plan {
  const grants = roles.map(
    (role): Step => ({
      kind: 'grant-project-role',
      project: 'payments-prod',
      role,
      member: `serviceAccount:${to}`,
    }),
  );
  const move: Step = { kind: 'assign-service-account', job, uid: 'uid-1', from: '', to };
  return { steps: [...grants, move], notes: [] };
}

describe('a plan that moves a job', () => {
  it('is named while the policy has accounts made with all the roles that it grants', () => {
    const plan = planTo(DEDICATED, LOGS);
    expect(noLongerNamed(plan, { create: { roles: [LOGS, 'roles/run.invoker'] } })).toBe(undefined);
    expect(noLongerNamed(planTo(DEDICATED), { create: { roles: [] } })).toBe(undefined);
  });

  it('is named no longer once a role is not', () => {
    expect(noLongerNamed(planTo(DEDICATED, LOGS), { create: { roles: [] } })).toBe(
      'By now the policy does not give roles/logging.logWriter to the accounts that are made for jobs.',
    );
  });

  it('is named while the policy names just the account that the job is moved onto', () => {
    const plan = planTo('reports@payments-prod.iam.gserviceaccount.com');
    const existing = 'reports@{project}.iam.gserviceaccount.com';
    expect(noLongerNamed(plan, { existing })).toBe(undefined);
    expect(noLongerNamed(plan, { existing: 'other@{project}.iam.gserviceaccount.com' })).toBe(
      'By now the policy names other@{project}.iam.gserviceaccount.com for the job.',
    );
    expect(noLongerNamed(planTo(DEDICATED), { existing })).toBe(
      'By now the policy names reports@{project}.iam.gserviceaccount.com for the job.',
    );
  });

  it.each([{ create: { roles: [] } }, {}, undefined])(
    'is named no longer when the policy says %j and the account is none of its own',
    (action) => {
      expect(noLongerNamed(planTo('reports@payments-prod.iam.gserviceaccount.com'), action)).toBe(
        'By now the policy does not name reports@payments-prod.iam.gserviceaccount.com for the job.',
      );
    },
  );

  it('is not asked about when it takes back another', () => {
    const plan = planTo('310000000001-compute@developer.gserviceaccount.com');
    expect(noLongerNamed({ ...plan, undoes: 'a decision' }, { create: { roles: [] } })).toBe(
      undefined,
    );
  });
});
