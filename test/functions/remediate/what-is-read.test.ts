import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemediatePorts } from '../../../functions/remediate/ports.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { FLOWS } from '../../shared/permissions/flows.ts';
import { lacking } from '../../shared/permissions/lacking.ts';
import { DEFAULT, type Remediating, remediating } from './remediating.ts';

type Get = RemediatePorts['readers']['accounts']['get'];

const refused: Get = async () => {
  const fields = { status: 403, code: 'PERMISSION_DENIED', api: 'iam.googleapis.com' };
  throw new ApiFailure('Permission iam.serviceAccounts.get denied.', fields);
};

describe('the decision to move a job off a default account', () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating();
  });
  afterAll(() => world.close());

  it.each<[string, (get: Get) => Get]>([
    ['may not be read', () => refused],
    ['is not there', () => async () => undefined],
    [
      'is disabled',
      (get) => async (email) => {
        const account = await get(email);
        return account && { ...account, disabled: true };
      },
    ],
  ])('does not rest on how that account stands: it is the same where it %s', async (how, over) => {
    const name = how.replaceAll(' ', '-');
    const message = await world.made(name);
    const { readers } = world.google;
    const get: Get = (email) =>
      (email === DEFAULT ? over(readers.accounts.get) : readers.accounts.get)(email);
    await world.deliver(message, {
      readers: { ...readers, accounts: { ...readers.accounts, get } },
    });
    expect(await world.finding(name)).toMatchObject({ state: 'remediated', mode: 'remediate' });
    expect(world.runsAs(name)).toMatch(/^may-not|^is-/);
  });

  it('rests on what the account may do: where that cannot be read, nothing is written', async () => {
    const message = await world.made('unread-roles');
    const { readers } = world.google;
    const policy = () => refused('');
    const projects = { ...readers.projects, policy };
    const written = world.writes().length;
    await world.deliver(message, { readers: { ...readers, projects } as never });
    expect(await world.finding('unread-roles')).toMatchObject({
      state: 'ticketed',
      mode: 'ticket',
    });
    expect(world.writes()).toHaveLength(written);
  });

  it('is made by what remediate reads: it mends what evaluate held at ticket, being refused a fact', async () => {
    const evaluate = 'serviceAccount:bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com';
    const end = await FLOWS.mends(lacking(evaluate, 'run.executions.list'), () => {});
    expect(end).toEqual([
      'default-service-account remediated',
      'Bailiff may not list the executions of the job nightly (run.executions.list).',
      expect.stringMatching(/^Mended: the job runs as nightly-/),
    ]);
  });
});
