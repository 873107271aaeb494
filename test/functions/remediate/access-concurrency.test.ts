import { afterEach, describe, expect, it } from 'vitest';
import type { Binding } from '../../../shared/domain/iam-policy.ts';
import {
  ACT_AS,
  type Accessing,
  AGENT,
  accessing,
  BATCH,
  DEV,
  TOKEN_CREATOR,
} from './accessing.ts';

const condition = {
  title: 'until new year',
  expression: 'request.time < timestamp("2020-01-01T00:00:00Z")',
};

describe("somebody else and Bailiff, who edit an account's policy at once,", () => {
  let world: Accessing;
  afterEach(() => world.close());

  /** Delivers the denied deploy while somebody else adds one of these ahead of each of Bailiff's first writes. */
  async function meanwhile(edits: readonly Binding[]) {
    const { accountWriter } = world.google;
    const left = [...edits];
    const setPolicy: typeof accountWriter.setPolicy = async (email, wanted) => {
      const edit = left.shift();
      if (edit !== undefined) {
        const policy = await accountWriter.policy(email);
        const bindings = [...(policy.bindings ?? []), edit];
        await accountWriter.setPolicy(email, { ...policy, version: 3, bindings });
      }
      return accountWriter.setPolicy(email, wanted);
    };
    const [message] = await world.denied();
    await world.deliver(message, { accountWriter: { ...accountWriter, setPolicy } });
    expect(left).toEqual([]);
  }

  it('both keep what they added: an unrelated member, and conditional bindings of the very roles', async () => {
    world = await accessing();
    const theirs: readonly Binding[] = [
      { role: 'roles/viewer', members: ['user:admin@example.com'] },
      { role: ACT_AS, members: [DEV], condition },
      { role: TOKEN_CREATOR, members: [AGENT], condition },
    ];
    await meanwhile(theirs);
    expect(world.bindings()).toHaveLength(5);
    expect(world.bindings()).toEqual(
      expect.arrayContaining([
        ...theirs,
        { role: ACT_AS, members: [DEV] },
        { role: TOKEN_CREATOR, members: [AGENT] },
      ]),
    );
    const { ['missing-act-as']: finding } = await world.findings();
    expect(finding?.state).toBe('remediated');
    expect(finding?.wayBack).toHaveLength(2);
  });

  it('do not both claim the binding that both add, so that only the other one takes it back', async () => {
    world = await accessing();
    await meanwhile([{ role: ACT_AS, members: [DEV] }]);
    expect(world.bindings()).toEqual([
      { role: ACT_AS, members: [DEV] },
      { role: TOKEN_CREATOR, members: [AGENT] },
    ]);
    const { ['missing-act-as']: finding } = await world.findings();
    expect(finding?.history.map(({ what }) => what)).toContain(
      `${DEV} could act as ${BATCH} already.`,
    );
    expect(finding?.wayBack).toEqual([
      `gcloud iam service-accounts remove-iam-policy-binding ${BATCH} --member=${AGENT} --role=roles/iam.serviceAccountTokenCreator --condition=None --project=identity-prod`,
    ]);
  });
});
