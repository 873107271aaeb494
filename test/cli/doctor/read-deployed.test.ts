import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readDeployed } from '../../../cli/doctor/read-deployed.ts';
import { example } from './local-deployment.ts';

const folder = mkdtempSync(join(tmpdir(), 'bailiff-deployed-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(value: unknown): string {
  const path = join(folder, 'deployment.json');
  writeFileSync(path, JSON.stringify(value));
  return path;
}

const output = (value: unknown) => ({ sensitive: false, type: 'string', value });
const FUNCTION = 'projects/bailiff-prod/locations/europe-west1/functions/bailiff-evaluate';

describe('what was deployed', () => {
  it('is read from the outputs of the module where it is the root', () => {
    const outputs = {
      deployment: output(example()),
      functions: output({ evaluate: FUNCTION }),
      policy: output('gs://elsewhere/policy.yaml'),
    };
    expect(readDeployed(file(outputs), undefined)).toEqual({
      deployment: example(),
      region: 'europe-west1',
      policy: { bucket: 'elsewhere', object: 'policy.yaml' },
    });
  });

  it('is read from a root that hands the whole module on, as the example does', () => {
    const module = { deployment: example(), functions: { evaluate: FUNCTION } };
    expect(readDeployed(file({ bailiff: output(module) }), undefined)).toEqual({
      deployment: example(),
      region: 'europe-west1',
      policy: { bucket: 'bailiff-prod-bailiff-policy', object: 'policy.yaml' },
    });
  });

  it('has a console for whom the output says, where there is one', () => {
    const module = { deployment: example(), functions: { evaluate: FUNCTION } };
    const invokers = ['user:admin@example.com'];
    const read = (console: unknown) =>
      readDeployed(file({ bailiff: output({ ...module, console }) }), undefined).consoleInvokers;
    expect(read({ url: 'https://x.y', audience: 'https://x.y', invokers })).toEqual(invokers);
    expect(read({ url: 'https://x.y', audience: 'https://x.y' })).toBeUndefined();
    expect(read(null)).toBeUndefined();
  });

  it('has protected folders where the output names them', () => {
    const module = { deployment: example(), functions: { evaluate: FUNCTION } };
    const read = (protected_folders: unknown) =>
      readDeployed(file({ bailiff: output({ ...module, protected_folders }) }), undefined);
    expect(read(['200000000001']).protectedFolders).toEqual(['200000000001']);
    expect(read(undefined).protectedFolders).toBeUndefined();
  });

  it('is in the region that the user names', () => {
    expect(readDeployed(file(example()), 'us-central1').region).toBe('us-central1');
    expect(() => readDeployed(file(example()), 'nowhere')).toThrow(
      '--region nowhere is no region.',
    );
  });
});
