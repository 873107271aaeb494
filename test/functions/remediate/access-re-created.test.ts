import { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js';
import { afterEach, describe, expect, it } from 'vitest';
import { googleapisOptions } from '../../fixtures/googleapis-options.ts';
import { type Accessing, accessing, BATCH, DEV, TRUSTED, trusts } from './accessing.ts';

describe('an account that is deleted and made again while it is being granted on', () => {
  let world: Accessing;
  afterEach(() => world.close());

  async function makeAgain() {
    const options = googleapisOptions(world.apis.apiRoot, 'user:admin@example.com');
    const { serviceAccounts } = new iam_v1.Iam(options).projects;
    await serviceAccounts.delete({ name: `projects/identity-prod/serviceAccounts/${BATCH}` });
    const requestBody = { accountId: 'batch-runtime' };
    await serviceAccounts.create({ name: 'projects/identity-prod', requestBody });
  }

  /** Delivers the denied deploy; the account is made again ahead of this write. */
  async function denied(write: number) {
    const { accountWriter } = world.google;
    let writes = 0;
    const setPolicy: typeof accountWriter.setPolicy = async (account, wanted) => {
      writes += 1;
      if (writes === write) await makeAgain();
      return accountWriter.setPolicy(account, wanted);
    };
    const [message] = await world.denied();
    await world.deliver(message, { accountWriter: { ...accountWriter, setPolicy } });
  }

  const outcome = async () => (await world.ledger().remediationsOn(BATCH))[0]?.outcome;
  const gone = (uniqueId: string | undefined) =>
    `The remediation failed. The ${BATCH} that was diagnosed, of unique id ${uniqueId}, was deleted meanwhile, and nothing is granted on another of its address. Find out who deleted it, then deploy again.`;

  it.each([
    { title: 'that trust pins, before the first grant', pinned: true, write: 1 },
    { title: 'that trust pins, between the grants', pinned: true, write: 2 },
    { title: 'that nothing pins, before the first grant', pinned: false, write: 1 },
    { title: 'that nothing pins, between the grants', pinned: false, write: 2 },
  ])('$title gets nothing under its new id, and somebody is told', async ({ pinned, write }) => {
    world = await accessing();
    const uniqueId = world.accountOf(BATCH)?.uniqueId;
    const accounts = `accounts: [{ account: ${BATCH}, uniqueId: "${uniqueId}" }]`;
    world.setPolicy(pinned ? trusts(accounts, `deployers: [${DEV}]`) : TRUSTED);
    await denied(write);
    expect(world.accountOf(BATCH)?.uniqueId).not.toBe(uniqueId);
    expect(world.bindings()).toEqual([]);
    expect(await outcome()).toEqual({ kind: 'failed', retryable: false, because: gone(uniqueId) });
    expect((await world.ledger().alerts()).map(({ kind }) => kind)).toEqual(['remediation-failed']);
  });

  it('is not waited for by the check, which would never see the grants there', async () => {
    world = await accessing({
      edit: (file) => {
        file.propagationSeconds = 3600;
      },
    });
    const uniqueId = world.accountOf(BATCH)?.uniqueId;
    const [message] = await world.denied();
    const { readers } = world.google;
    let reads = 0;
    const get: typeof readers.accounts.get = async (email) => {
      reads += 1;
      // Diagnosed to decide, and once more under the claim; the third time is the check's.
      if (reads === 3) await makeAgain();
      return readers.accounts.get(email);
    };
    await world.deliver(message, {
      readers: { ...readers, accounts: { ...readers.accounts, get } },
    });
    expect(await outcome()).toMatchObject({ kind: 'failed', because: gone(uniqueId) });
    expect(world.bindings()).toEqual([]);
  });
});
