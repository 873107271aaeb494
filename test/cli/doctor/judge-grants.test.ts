import { expect, it } from 'vitest';
import { judgeGrants } from '../../../cli/doctor/judge-grants.ts';
import { projectGrants } from '../../../shared/deployed/grants.ts';
import { exampleDeployment } from '../../fixtures/example-policy.ts';

const CONSOLE = 'serviceAccount:bailiff-console@bailiff-prod.iam.gserviceaccount.com';
const LEDGER = {
  role: 'roles/datastore.user',
  members: [CONSOLE],
  condition: {
    title: 'bailiff-ledger',
    expression: 'resource.name == "projects/bailiff-prod/databases/bailiff"',
  },
};

const judged = (bindings: readonly object[]) =>
  judgeGrants(
    CONSOLE,
    { bindings: bindings as (typeof LEDGER)[] },
    projectGrants(exampleDeployment()).filter(({ member }) => member === CONSOLE),
    { command: 'gcloud projects', target: 'bailiff-prod' },
  );

it('takes the ledger of a console for sound, and the lack of it where there is no console', () => {
  expect(judged([LEDGER])).toMatchObject({ state: 'ok', says: 'It holds datastore.user.' });
  expect(judged([])).toMatchObject({ state: 'ok', says: 'It holds nothing here.' });
});

it('finds the same role on every database, or another role', () => {
  const { condition: _, ...everywhere } = LEDGER;
  expect(judged([everywhere])).toMatchObject({
    state: 'wrong',
    says: 'It holds roles/datastore.user, which the deployment does not give it.',
  });
  expect(judged([LEDGER, { role: 'roles/editor', members: [CONSOLE] }])).toMatchObject({
    state: 'wrong',
    says: 'It holds roles/editor, which the deployment does not give it.',
  });
});
