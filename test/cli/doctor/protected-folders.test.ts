import { expect, it, onTestFinished } from 'vitest';
import { denyBailiff } from '../../../sandbox/organization/deny-bailiff.ts';
import { localDeployment } from './local-deployment.ts';

it('looks at the folders that the outputs of Terraform say are protected', async () => {
  const local = await localDeployment();
  onTestFinished(local.close);
  const { deployment, organization } = local;
  const outputs = local.file({
    deployment: { value: deployment },
    protected_folders: { value: ['200000000001'] },
  });
  const inFolder = async () => {
    const { verdicts } = await local.look({ deployment: outputs });
    return verdicts.filter(({ about }) => about.endsWith('of folders/200000000001'));
  };
  const about = 'deny policy bailiff-protected of folders/200000000001';
  expect(await inFolder()).toMatchObject([
    { check: 'deny-policies', about, state: 'wrong', mend: ['terraform apply'] },
  ]);
  denyBailiff(organization, deployment, ['200000000001']);
  expect(await inFolder()).toMatchObject([{ about, state: 'ok' }]);
  local.deny('folders/200000000001', (rule) => ({ ...rule, deniedPermissions: [] }));
  expect(await inFolder()).toMatchObject([
    {
      about,
      state: 'wrong',
      says: expect.stringMatching(/^It does not deny .*jobs\.update to /),
    },
  ]);
});
