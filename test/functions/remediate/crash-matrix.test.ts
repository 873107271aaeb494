import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemediatePorts } from '../../../functions/remediate/ports.ts';
import { identityOf } from '../../../functions/remediate/steps/job-body.ts';
import { Killed, killedAt, PAST_THE_LEASE_SECONDS } from './killing.ts';
import { DEFAULT, type Remediating, remediating } from './remediating.ts';

const NEVER = -1;
/** What stands in place of a grant whose process died between the write and its end in the journal. */
const UNSURE = {
  role: "serviceAccount:ACCOUNT holds roles/logging.logWriter on project payments-prod, and whether Bailiff or somebody else granted it is not known, since the answer to Bailiff's own write was lost: Bailiff does not take it back. `gcloud projects remove-iam-policy-binding payments-prod --member=serviceAccount:ACCOUNT --role=roles/logging.logWriter --condition=None --project=payments-prod` takes it away.",
  actAs:
    "user:ci@example.com holds roles/iam.serviceAccountUser on ACCOUNT, and whether Bailiff or somebody else granted it is not known, since the answer to Bailiff's own write was lost: Bailiff does not take it back. `gcloud iam service-accounts remove-iam-policy-binding ACCOUNT --member=user:ci@example.com --role=roles/iam.serviceAccountUser --condition=None --project=payments-prod` takes it away.",
} as const;

/** What is to be there of the two grants, and which of them nobody can tell whose it is. */
function grantsOf(history: readonly string[]) {
  const role = history.includes(UNSURE.role);
  const actAs = history.includes(UNSURE.actAs);
  const binding = { role: 'roles/iam.serviceAccountUser', members: ['user:ci@example.com'] };
  const sure = {
    role: {
      granted:
        'Granted roles/logging.logWriter on project payments-prod to serviceAccount:ACCOUNT.',
      wayBack:
        'gcloud projects remove-iam-policy-binding payments-prod --member=serviceAccount:ACCOUNT --role=roles/logging.logWriter --condition=None --project=payments-prod',
      taken:
        'Took roles/logging.logWriter on project payments-prod from serviceAccount:ACCOUNT again.',
      left: [],
      write: ['role-granter SetIamPolicy'],
    },
    actAs: {
      granted: 'Let user:ci@example.com act as ACCOUNT.',
      wayBack:
        'gcloud iam service-accounts remove-iam-policy-binding ACCOUNT --member=user:ci@example.com --role=roles/iam.serviceAccountUser --condition=None --project=payments-prod',
      taken: 'user:ci@example.com may no longer act as ACCOUNT.',
      left: [],
      write: ['account-writer SetIAMPolicy'],
    },
  };
  const unsure = (text: string) => ({
    granted: text,
    wayBack: `# ${text}`,
    taken: text,
    write: [],
  });
  return {
    doubt: [...(role ? ['role'] : []), ...(actAs ? ['act-as'] : [])],
    role: role ? { ...unsure(UNSURE.role), left: ['roles/logging.logWriter'] } : sure.role,
    actAs: actAs ? { ...unsure(UNSURE.actAs), left: [binding] } : sure.actAs,
  };
}

describe('a remediation that is killed', () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating();
  });
  afterAll(() => world.close());

  /**
   * Kills the first delivery ahead of one call, delivers again until the message is acknowledged, and looks at what is
   * there then. The job's name and its account's address are left out, so that ends can be compared.
   */
  async function afterDeath(name: string, moment: number, over: Partial<RemediatePorts> = {}) {
    const ledger = world.freshLedger();
    const written = world.writes().length;
    const message = await world.made(name, { as: 'user:ci@example.com' });
    const { ports, state } = killedAt(moment, world.ports(over));
    const delivered = (first: boolean) =>
      world.deliver(message, first ? ports : over).then(
        () => 'acknowledged',
        (error) => (error instanceof Killed ? 'killed' : 'refused'),
      );
    const died = await delivered(true);
    for (let last = died, again = 0; last !== 'acknowledged' && again < 5; again += 1) {
      world.advance(PAST_THE_LEASE_SECONDS);
      last = await delivered(false);
    }
    const finding = await world.finding(name);
    const own = await ledger.accountOf(finding.resourceName, finding.uid);
    const account = world.accountOf(own?.email ?? '');
    const bare = (text: string) =>
      text.replaceAll(own?.email ?? 'no account', 'ACCOUNT').replaceAll(name, 'JOB');
    const alerts = await ledger.alerts();
    const end = {
      state: finding.state,
      because: finding.decision.because.length,
      history: finding.history.map(({ what }) => bare(what)),
      wayBack: finding.wayBack.map(bare),
      outcomes: (await world.remediations(name)).map(({ outcome }) => outcome?.kind),
      runsAs: bare(world.runsAs(name) ?? ''),
      roles: (world.allowPolicy('projects/payments-prod')?.bindings ?? []).flatMap(
        ({ role, members }) => (members.includes(`serviceAccount:${account?.email}`) ? [role] : []),
      ),
      actAs: world.allowPolicy(`serviceAccounts/${account?.uniqueId}`)?.bindings ?? [],
      remembered: own !== undefined && own.uniqueId === account?.uniqueId,
      alerts: alerts.map(({ kind, severity }) => ({ kind, severity })),
      writes: world
        .writes()
        .slice(written)
        .map(({ who, method }) => `${who} ${method}`),
    };
    const told = world.published.slice(-1 - alerts.length).map(({ kind }) => kind);
    await world.deleteAccount(own?.email ?? '');
    await ledger.close();
    return { end, told, died, at: state.at, calls: state.calls };
  }

  it('ends as if it had not been, with each write done once, wherever it was killed', async () => {
    const { calls } = await afterDeath('first', NEVER);
    expect(calls).toBeGreaterThan(50);
    const doubts: string[] = [];
    for (let moment = 0; moment < calls; moment += 1) {
      const { end, told, died, at } = await afterDeath(`crash-${moment}`, moment);
      const where = `killed ahead of call ${moment}, ${at}`;
      const { doubt, role, actAs } = grantsOf(end.history);
      doubts.push(...doubt.map((which) => `${which}, ${at}`));
      expect(died, where).toBe('killed');
      expect(told, where).toEqual(['finding']);
      expect(end, where).toEqual({
        state: 'remediated',
        because: 2,
        history: [
          'seen: changed by ci@example.com, generation 1; mode remediate',
          'Made the service account ACCOUNT for this job alone.',
          role.granted,
          actAs.granted,
          'Moved the job from 310000000001-compute@developer.gserviceaccount.com to ACCOUNT.',
          'Mended: the job runs as ACCOUNT.',
        ],
        wayBack: [
          'gcloud run jobs update JOB --service-account=310000000001-compute@developer.gserviceaccount.com --region=us-central1 --project=payments-prod',
          actAs.wayBack,
          role.wayBack,
        ],
        outcomes: ['remediated'],
        runsAs: 'ACCOUNT',
        roles: ['roles/logging.logWriter'],
        actAs: [{ role: 'roles/iam.serviceAccountUser', members: ['user:ci@example.com'] }],
        remembered: true,
        alerts: [],
        writes: [
          'account-writer CreateServiceAccount',
          'role-granter SetIamPolicy',
          'account-writer SetIAMPolicy',
          'job-writer UpdateJob',
        ],
      });
    }
    expect(doubts).toEqual(['role, ledger.endStep', 'act-as, ledger.endStep']);
  }, 240_000);

  it('puts everything back once, wherever it was killed, when more than the account came out changed', async () => {
    const { jobWriter } = world.google;
    const meddled: RemediatePorts['jobWriter'] = {
      ...jobWriter,
      replace: (body) =>
        jobWriter.replace(
          identityOf(body) === DEFAULT
            ? body
            : { ...body, annotations: { 'example.com/note': 'put there by the API' } },
        ),
    };
    const { calls } = await afterDeath('meddled', NEVER, { jobWriter: meddled });
    expect(calls).toBeGreaterThan(50);
    const doubts: string[] = [];
    // Up to the first write of the job nothing differs from the matrix above.
    for (let moment = 40; moment < calls; moment += 1) {
      const { end, told, died, at } = await afterDeath(`back-${moment}`, moment, {
        jobWriter: meddled,
      });
      const where = `killed ahead of call ${moment}, ${at}`;
      const { doubt, role, actAs } = grantsOf(end.history);
      doubts.push(...doubt.map((which) => `${which}, ${at}`));
      expect(died, where).toBe('killed');
      expect(told, where).toEqual(['finding', 'alert']);
      expect(end, where).toEqual({
        state: 'failed',
        because: 2,
        history: [
          'seen: changed by ci@example.com, generation 1; mode remediate',
          'Made the service account ACCOUNT for this job alone.',
          role.granted,
          actAs.granted,
          `The remediation failed. More than the account of the job differs after the change. Put the job back onto 310000000001-compute@developer.gserviceaccount.com. ${actAs.taken} ${role.taken} The service account ACCOUNT stays; delete it if nobody needs it.`,
        ],
        wayBack: [],
        outcomes: ['failed'],
        runsAs: DEFAULT,
        roles: role.left,
        actAs: actAs.left,
        remembered: true,
        alerts: [{ kind: 'remediation-failed', severity: 'high' }],
        writes: [
          'account-writer CreateServiceAccount',
          'role-granter SetIamPolicy',
          'account-writer SetIAMPolicy',
          'job-writer UpdateJob',
          'job-writer UpdateJob',
          ...actAs.write,
          ...role.write,
        ],
      });
    }
    expect(doubts).toEqual(['role, ledger.endStep', 'act-as, ledger.endStep']);
  }, 240_000);
});
