import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, APPROVES, approving } from './approving.ts';
import { deliveredAndKilled } from './killing.ts';
import { DEFAULT, MENDS, type Remediating, remediating } from './remediating.ts';

const NEVER = -1;

describe('what an approver asked for, killed on the way,', () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating();
  });
  afterAll(() => world.close());

  /** Has the request carried out by a process that is killed, and looks at what is there then. */
  async function afterDeath(verb: 'approve' | 'undo', name: string, moment: number) {
    const ledger = world.freshLedger();
    world.setPolicy(verb === 'approve' ? APPROVES : MENDS);
    await world.deliver(await world.made(name));
    const id = `default-service-account~payments-prod~us-central1~${name}`;
    const { messages } = await approving(world).ask(id, verb);
    const [message] = messages;
    if (message === undefined) throw new Error('The console told nobody.');
    const written = world.writes().length;
    const told = await deliveredAndKilled(world, message, moment);
    const finding = await world.finding(name);
    const account = await world.dedicatedTo(name);
    const bare = (text: string) => text.replaceAll(account || 'none', 'ACCOUNT');
    const end = {
      state: finding.state,
      mode: finding.mode,
      request: finding.request,
      hold: finding.hold?.kind,
      history: finding.history
        .map(({ what }) => bare(what))
        .filter((what) => !what.startsWith('Waits for') && !what.includes(' approved the plan ')),
      outcomes: (await world.remediations(name)).map(({ outcome }) => outcome?.kind),
      runsAs: bare(world.runsAs(name) ?? ''),
      roles: world.rolesOf(account),
      alerts: (await ledger.alerts()).length,
      writes: world
        .writes()
        .slice(written)
        .map(({ who, method }) => `${who} ${method}`),
    };
    await world.deleteAccount(account);
    await ledger.close();
    return { end, ...told };
  }

  /** `doubted` is the sentence that replaces another in the history where the process died behind that grant. */
  async function survives(
    verb: 'approve' | 'undo',
    expected: { readonly history: readonly string[]; readonly [fact: string]: unknown },
    doubted?: { readonly instead: string; readonly of: string },
  ) {
    let doubts = 0;
    const { calls, end } = await afterDeath(verb, `${verb}-whole`, NEVER);
    expect(end).toEqual(expected);
    expect(calls).toBeGreaterThan(20);
    for (let moment = 0; moment < calls; moment += 1) {
      const { end, died, at } = await afterDeath(verb, `${verb}-${moment}`, moment);
      const where = `killed ahead of call ${moment}, ${at}`;
      expect(died, where).toBe('killed');
      const doubt = at === 'ledger.endStep' && end.history.includes(doubted?.instead ?? '');
      if (doubt) doubts += 1;
      const history = expected.history.map((what) =>
        doubt && what === doubted?.of ? doubted.instead : what,
      );
      expect(end, where).toEqual({ ...expected, history });
    }
    expect(doubts).toBe(doubted === undefined ? 0 : 1);
  }

  it('is done as approved, each write once, wherever it was killed', async () => {
    await survives(
      'approve',
      {
        state: 'remediated',
        mode: 'approve',
        request: undefined,
        hold: undefined,
        history: [
          'seen: changed by dev@example.com, generation 1; mode approve',
          'Made the service account ACCOUNT for this job alone.',
          'Granted roles/logging.logWriter on project payments-prod to serviceAccount:ACCOUNT.',
          `Moved the job from ${DEFAULT} to ACCOUNT.`,
          'Mended: the job runs as ACCOUNT.',
        ],
        outcomes: ['remediated'],
        runsAs: 'ACCOUNT',
        roles: ['roles/logging.logWriter'],
        alerts: 0,
        writes: [
          'account-writer CreateServiceAccount',
          'role-granter SetIamPolicy',
          'job-writer UpdateJob',
        ],
      },
      {
        of: 'Granted roles/logging.logWriter on project payments-prod to serviceAccount:ACCOUNT.',
        instead:
          "serviceAccount:ACCOUNT holds roles/logging.logWriter on project payments-prod, and whether Bailiff or somebody else granted it is not known, since the answer to Bailiff's own write was lost: Bailiff does not take it back. `gcloud projects remove-iam-policy-binding payments-prod --member=serviceAccount:ACCOUNT --role=roles/logging.logWriter --condition=None --project=payments-prod` takes it away.",
      },
    );
  }, 120_000);

  it('is undone, each write once, wherever it was killed', async () => {
    await survives('undo', {
      state: 'held',
      mode: 'ticket',
      request: undefined,
      hold: 'undone',
      history: [
        'seen: changed by dev@example.com, generation 1; mode remediate',
        'Made the service account ACCOUNT for this job alone.',
        'Granted roles/logging.logWriter on project payments-prod to serviceAccount:ACCOUNT.',
        `Moved the job from ${DEFAULT} to ACCOUNT.`,
        'Mended: the job runs as ACCOUNT.',
        `${ADMIN} asks to undo it.`,
        `Undone for ${ADMIN}. Put the job back onto ${DEFAULT}. Took roles/logging.logWriter on project payments-prod from serviceAccount:ACCOUNT again. The service account ACCOUNT stays: delete it if nobody needs it.`,
      ],
      outcomes: ['undone', 'remediated'],
      runsAs: DEFAULT,
      roles: [],
      alerts: 0,
      writes: ['job-writer UpdateJob', 'role-granter SetIamPolicy'],
    });
  }, 120_000);
});
