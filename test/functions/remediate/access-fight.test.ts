import { afterEach, expect, it } from 'vitest';
import { type Accessing, accessing, TRUSTED } from './accessing.ts';

const FIGHT = TRUSTED.replace('limits: {', 'limits: { fight: { setBacks: 1, window: 24h },');

let world: Accessing;
afterEach(() => world.close());

/** Two refusals; between them somebody took away what Bailiff had let the service agent do. */
async function setBack(): Promise<void> {
  await world.denied();
  const minting = (await world.findings())['missing-token-creator'];
  if (minting === undefined) throw new Error('There is no finding of token minting.');
  await world.ledger().move(minting.id, { state: 'remediated' });
}

it('grants nothing for one condition while there is a fight over another of the same deploy', async () => {
  world = await accessing({ policy: FIGHT });
  await setBack();
  const messages = await world.denied();
  const actAs = messages.find(
    (one) => one.kind === 'finding' && one.finding.startsWith('missing-act-as~'),
  );
  await world.deliver(actAs);
  expect(world.bindings()).toEqual([]);
  expect((await world.findings())['missing-act-as']?.decision).toMatchObject({
    mode: 'ticket',
    because: expect.arrayContaining([
      'Nothing is granted unless all that is missing can be, and missing-token-creator goes no further than ticket here.',
    ]),
  });
});

it('grants both where no past holds either back', async () => {
  world = await accessing({ policy: TRUSTED });
  await setBack();
  const [first] = await world.denied();
  await world.deliver(first);
  expect(world.bindings().map(({ role }) => role)).toEqual([
    'roles/iam.serviceAccountUser',
    'roles/iam.serviceAccountTokenCreator',
  ]);
});
