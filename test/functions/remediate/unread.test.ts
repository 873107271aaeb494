import { afterEach, describe, expect, it } from 'vitest';
import type { RemediatePorts } from '../../../functions/remediate/ports.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { type Accessing, AGENT, accessing, BATCH, DEV } from './accessing.ts';

const MINTS = 'iam.serviceAccounts.getAccessToken';
const NOT_KNOWN =
  'Whether it is mended could not be read, so nothing is changed: The policy of the account may not be read.';

/** What Google answers of the permission cannot be told. */
function blindTo(permission: string, world: Accessing): Partial<RemediatePorts> {
  const { readers } = world.ports();
  const explain: typeof readers.troubleshooter.explain = async (question) => {
    const told = await readers.troubleshooter.explain(question);
    return question.permission === permission
      ? { ...told, state: 'unknown', because: 'The policy of the account may not be read.' }
      : told;
  };
  const troubleshooter = { ...readers.troubleshooter, explain };
  return { readers: { ...readers, troubleshooter } };
}

describe('a finding of which nobody can tell whether it is mended', () => {
  let world: Accessing;
  afterEach(() => world.close());

  it('is not taken for mended, is held at ticket, and is decided again once it can be read', async () => {
    world = await accessing();
    const messages = await world.denied();
    const [, minting] = messages;
    await world.deliver(minting, blindTo(MINTS, world));
    const { ['missing-token-creator']: unread } = await world.findings();
    expect(unread).toMatchObject({ state: 'held', mode: 'ticket', decision: { mode: 'ticket' } });
    expect(unread?.decision.because.at(-1)).toBe(NOT_KNOWN);
    expect(unread?.history.at(-1)?.what).toBe(`Held at ticket: ${NOT_KNOWN}`);
    expect(world.writes()).toEqual([]);
    for (const message of await world.denied()) await world.deliver(message);
    const { ['missing-token-creator']: mended } = await world.findings();
    expect(mended?.state).toBe('remediated');
  });

  it.each([
    ['its remediation', 1],
    ['a remediation that mends it with another', 0],
  ])('is neither concluded nor put back where %s was cut off, but waits', async (_, which) => {
    world = await accessing();
    const second = (await world.denied())[which] ?? expect.unreachable();
    const { accountWriter } = world.ports();
    let writes = 0;
    const setPolicy: typeof accountWriter.setPolicy = async (...asked) => {
      writes += 1;
      if (writes === 1) return accountWriter.setPolicy(...asked);
      const fields = { status: 503, code: 'UNAVAILABLE', api: 'iam.googleapis.com' };
      throw new ApiFailure('The service is unavailable.', fields);
    };
    const failing = { accountWriter: { ...accountWriter, setPolicy } };
    await expect(world.deliver(second, failing)).rejects.toThrow('The service is unavailable.');
    expect(world.bindings()).toEqual([{ role: 'roles/iam.serviceAccountUser', members: [DEV] }]);
    await expect(world.deliver(second, blindTo(MINTS, world))).rejects.toMatchObject({
      name: 'Redeliver',
      message: 'What is left cannot be judged now. The policy of the account may not be read.',
    });
    expect(world.bindings()).toEqual([{ role: 'roles/iam.serviceAccountUser', members: [DEV] }]);
    expect((await world.ledger().remediationsOn(BATCH))[0]?.outcome).toBeUndefined();
    await world.deliver(second);
    expect(world.bindings()).toEqual([
      { role: 'roles/iam.serviceAccountUser', members: [DEV] },
      { role: 'roles/iam.serviceAccountTokenCreator', members: [AGENT] },
    ]);
  });

  it('stays as it is where the policy only watches', async () => {
    world = await accessing({
      policy: 'apiVersion: bailiff/v1\nrules:\n  missing-token-creator: { mode: observe }',
    });
    const messages = await world.denied();
    for (const message of messages) await world.deliver(message, blindTo(MINTS, world));
    const { ['missing-token-creator']: finding } = await world.findings();
    expect(finding).toMatchObject({ state: 'open', mode: 'observe' });
  });
});
