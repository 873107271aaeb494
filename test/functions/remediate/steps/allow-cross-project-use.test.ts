import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { googlePorts } from '../../../../functions/remediate/google-ports.ts';
import { runnable } from '../../../../functions/remediate/steps/registry.ts';
import type { Facts, Turn } from '../../../../functions/remediate/steps/step-runner.ts';
import { wayBack } from '../../../../functions/remediate/way-back.ts';
import { fullResourceName } from '../../../../shared/domain/resource.ts';
import { exampleDeployment } from '../../../fixtures/example-policy.ts';
import { type LocalApis, localApis, REMEDIATE } from '../../../shared/gcp/local-apis.ts';
import { job } from '../local-jobs.ts';
import type { remediating } from '../remediating.ts';

const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';
const PLACE = 'projects/data-dev';
const STEP = { kind: 'allow-cross-project-use', project: 'data-dev' } as const;
const LIEN =
  'Google then puts a lien on data-dev: it cannot be deleted until somebody removes the lien, which Bailiff cannot.';

const LIEN_LINE =
  '# The lien that Google put on data-dev stays: Bailiff cannot remove it. To see it: gcloud alpha resource-manager liens list --project=data-dev';
const unsure = (verb: string) =>
  `${CONSTRAINT} is lifted in data-dev, and whether Bailiff or somebody else lifted it is not known, since the answer to Bailiff's own write was lost: Bailiff does not enforce it again. \`gcloud resource-manager org-policies ${verb} ${CONSTRAINT} --project=data-dev\` does.`;

describe('the step that lifts the constraint', () => {
  let apis: LocalApis;
  beforeEach(async () => {
    apis = await localApis();
  });
  afterEach(() => apis.close());

  const policies = () => {
    const { orgPolicyWriter } = googlePorts(apis.as(REMEDIATE), exampleDeployment());
    if (orgPolicyWriter === undefined) throw new Error('There is no orgPolicyWriter.');
    return orgPolicyWriter;
  };
  const rules = async () => (await policies().read(PLACE, CONSTRAINT))?.spec?.rules;
  const enforce = async (enforced: boolean) => {
    const present = await policies().read(PLACE, CONSTRAINT);
    const spec = { ...present?.spec, rules: [{ enforce: enforced }] };
    return present === undefined
      ? policies().create(PLACE, CONSTRAINT, spec)
      : policies().replace(PLACE, CONSTRAINT, { ...present, spec });
  };
  /** What Bailiff's own writer did, oldest first. */
  const methods = () =>
    (apis.log.entries as unknown as readonly { protoPayload: { methodName: string } }[]).map(
      ({ protoPayload }) => protoPayload.methodName.split('.').at(-1),
    );

  type Ports = Awaited<ReturnType<typeof remediating>>['google'];
  function turnOf(over: Partial<Ports> = {}, before?: Facts, after?: Facts) {
    const ports = { ...googlePorts(apis.as(REMEDIATE), exampleDeployment()), ...over };
    const turn = {
      ports,
      resource: fullResourceName(job('cp')),
      uid: '',
      now: () => '2026-11-22T10:00:00Z',
      sleep: async () => {},
      since: () => '2026-11-22T10:00:00Z',
      before,
      after,
      begin: async (facts: Facts) => {
        // As the journal keeps it.
        turn.before = JSON.parse(JSON.stringify(facts));
      },
      previous: undefined,
    };
    return turn as unknown as Turn<Parameters<ReturnType<typeof runnable>['run']>[0]['ports']> & {
      after: Facts | undefined;
    };
  }
  const run = async (turn: ReturnType<typeof turnOf>) => {
    const end = await runnable(STEP).run(turn);
    if (end.kind === 'done') turn.after = end.after;
    return end;
  };

  it('sets a policy on the project where none was, and its putting back leaves none', async () => {
    const turn = turnOf();
    expect(await run(turn)).toEqual({ kind: 'done', after: { added: true } });
    expect(await rules()).toEqual([{ enforce: false }]);
    expect(turn.before).toEqual({ lifted: false, earlier: null });
    expect(runnable(STEP).told({ added: true })).toBe(`Lifted ${CONSTRAINT} in data-dev. ${LIEN}`);
    expect(await runnable(STEP).putBack(turn)).toEqual({
      said: `${CONSTRAINT} is in data-dev what it was before. The lien that Google put on data-dev stays: Bailiff cannot remove it.`,
    });
    expect(await policies().read(PLACE, CONSTRAINT)).toBeUndefined();
  });

  it('replaces a policy that enforces it, and its putting back sets that one again', async () => {
    await enforce(true);
    const turn = turnOf();
    expect(await run(turn)).toEqual({ kind: 'done', after: { added: true } });
    expect(await rules()).toEqual([{ enforce: false }]);
    expect(turn.before).toMatchObject({ earlier: { spec: { rules: [{ enforce: true }] } } });
    await runnable(STEP).putBack(turn);
    expect(await rules()).toEqual([{ enforce: true }]);
  });

  it.each([
    { there: 'nothing', set: async () => {}, after: undefined },
    { there: 'a policy', set: () => enforce(true), after: [{ enforce: true }] },
  ])(
    'does not take the answer from before its lift, $there, for its being put back',
    async ({ set, after }) => {
      await set();
      const writer = policies();
      const earlier = await writer.read(PLACE, CONSTRAINT);
      let behind = 0;
      const read: typeof writer.read = async (...args) => {
        behind -= 1;
        return behind >= 0 ? earlier : writer.read(...args);
      };
      const turn = turnOf({ orgPolicyWriter: { ...writer, read } });
      await run(turn);
      behind = 4;
      expect(await runnable(STEP).standing(turn)).toMatchObject({ kind: 'as-left' });
      behind = 4;
      expect(await runnable(STEP).putBack(turn)).toMatchObject({ said: expect.any(String) });
      expect(await rules()).toEqual(after);
    },
  );

  it('writes nothing where it is lifted already, and takes nothing back', async () => {
    await enforce(false);
    const writes = methods().length;
    const turn = turnOf();
    expect(await run(turn)).toEqual({ kind: 'done', after: { added: false } });
    expect(await runnable(STEP).putBack(turn)).toEqual({});
    expect(methods()).toHaveLength(writes);
    expect(await rules()).toEqual([{ enforce: false }]);
  });

  it('starts over when somebody sets the policy between its read and its write, and then puts theirs back', async () => {
    const writer = policies();
    let creates = 0;
    const turn = turnOf({
      orgPolicyWriter: {
        ...writer,
        create: async (...args) => {
          creates += 1;
          await enforce(true);
          return writer.create(...args);
        },
      },
    });
    expect(await run(turn)).toEqual({ kind: 'done', after: { added: true } });
    expect(creates).toBe(1);
    expect(await rules()).toEqual([{ enforce: false }]);
    await runnable(STEP).putBack(turn);
    expect(await rules()).toEqual([{ enforce: true }]);
  });

  it('takes no lift for its own after a run that was cut off, writes nothing, and never enforces it again', async () => {
    await enforce(true);
    const writer = policies();
    const cut = turnOf({
      orgPolicyWriter: {
        ...writer,
        replace: () => Promise.reject(new Error('The answer is lost.')),
      },
    });
    await expect(run(cut)).rejects.toThrow('The answer is lost.');
    // Somebody else, at that moment.
    await enforce(false);
    const writes = methods().length;
    const resumed = turnOf({}, cut.before);
    const after = { added: false, unsure: true, wasSet: true };
    expect(await run(resumed)).toEqual({ kind: 'done', after });
    expect(runnable(STEP).told(after)).toBe(unsure('enable-enforce'));
    expect(await runnable(STEP).putBack(resumed)).toEqual({ said: unsure('enable-enforce') });
    expect(await runnable(STEP).putBack(turnOf({}, cut.before))).toEqual({
      said: unsure('enable-enforce'),
    });
    expect(methods()).toHaveLength(writes);
    expect(await rules()).toEqual([{ enforce: false }]);
    const leg = { index: 0, step: STEP, turn: resumed, ended: '2026-11-22T10:00:00Z' };
    expect(wayBack([leg], '')).toEqual([`# ${unsure('enable-enforce')}`, LIEN_LINE]);
  });

  it('does not know its own write of a run that was cut off either, and does not write twice', async () => {
    await run(turnOf());
    const resumed = turnOf({}, { lifted: false, earlier: null });
    expect(await run(resumed)).toEqual({
      kind: 'done',
      after: { added: false, unsure: true, wasSet: false },
    });
    expect(methods().filter((method) => method === 'CreatePolicy')).toHaveLength(1);
    expect(await runnable(STEP).putBack(resumed)).toEqual({ said: unsure('delete') });
    expect(await rules()).toEqual([{ enforce: false }]);
  });

  it('leaves what somebody set since', async () => {
    await run(turnOf());
    await enforce(true);
    const since = { said: `${CONSTRAINT} was changed in data-dev since, so it is left as it is.` };
    const before = { lifted: false, earlier: null };
    expect(await runnable(STEP).putBack(turnOf({}, before, { added: true }))).toEqual(since);
    expect(await runnable(STEP).putBack(turnOf({}, before))).toEqual(since);
    expect(await rules()).toEqual([{ enforce: true }]);
  });

  it('fails in a deployment without the identity for it', async () => {
    expect(await run(turnOf({ orgPolicyWriter: undefined }))).toEqual({
      kind: 'stop',
      outcome: 'failed',
      because: `This deployment has no orgPolicyWriter identity to lift ${CONSTRAINT}.`,
    });
  });

  it('is held by a condition, and writes nothing', async () => {
    const writer = policies();
    const condition = { expression: "resource.matchTag('1/env', 'prod')" };
    const read = async () => ({
      name: `${PLACE}/policies/${CONSTRAINT}`,
      spec: { rules: [{ enforce: false, condition }, { enforce: true }] },
    });
    expect(await run(turnOf({ orgPolicyWriter: { ...writer, read } }))).toEqual({
      kind: 'stop',
      outcome: 'held',
      because: `${CONSTRAINT} has a condition on projects/data-dev, which Bailiff cannot judge.`,
    });
    expect(methods()).toEqual([]);
  });

  it.each([
    [
      'none was set',
      null,
      `gcloud resource-manager org-policies delete ${CONSTRAINT} --project=data-dev`,
    ],
    [
      'one was set',
      { name: 'x' },
      `gcloud resource-manager org-policies enable-enforce ${CONSTRAINT} --project=data-dev`,
    ],
  ])('tells the way back where %s before, and of the lien that stays', (_, earlier, line) => {
    const turn = turnOf({}, { lifted: false, earlier }, { added: true });
    const leg = { index: 0, step: STEP, turn, ended: '2026-11-22T10:00:00Z' };
    expect(wayBack([leg], '')).toEqual([line, LIEN_LINE]);
  });
});
