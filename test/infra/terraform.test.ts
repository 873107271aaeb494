import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missing, needs } from '../requirements.ts';
import { channelsSuite } from './applied/channels.ts';
import { consoleSuite } from './applied/console.ts';
import { denySuite } from './applied/deny.ts';
import { functionsSuite } from './applied/functions.ts';
import { identitiesSuite } from './applied/identities.ts';
import { applyAll } from './applied/scenarios.ts';
import { topicsSuite } from './applied/topics.ts';
import { openTerraform, type Terraform } from './terraform.ts';

let terraform: Terraform;
beforeAll(async () => {
  if (missing('terraform') !== undefined) return;
  terraform = await openTerraform();
  await applyAll(terraform);
}, 60_000);
afterAll(() => terraform?.close());
beforeEach(needs('terraform'));

describe('terraform', () => {
  it('finds the files formatted', async () => {
    expect(await terraform.run('.', 'fmt', '-check', '-recursive', 'infra', 'examples')).toBe('');
  });

  it.each(['infra', 'examples/organization'])('finds %s valid', async (folder) => {
    await terraform.run(folder, 'init', '-backend=false');
    expect(await terraform.run(folder, 'validate', '-no-color')).toBe(
      'Success! The configuration is valid.\n\n',
    );
  });

  it('would find a fault', async () => {
    terraform.write('infra/fault.tf', 'resource "google_pubsub_topic" "fault" {\n  nam = "x"\n}\n');
    const validated = terraform.run('infra', 'validate', '-no-color');
    await expect(validated).rejects.toThrow('An argument named "nam" is not expected here');
    terraform.write('infra/fault.tf', '');
  });
});

// One apply is what costs, so that all who look at it are one file.
for (const suite of [
  identitiesSuite,
  topicsSuite,
  functionsSuite,
  consoleSuite,
  channelsSuite,
  denySuite,
])
  suite();
