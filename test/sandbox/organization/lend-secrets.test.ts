import { describe, expect, it } from 'vitest';
import { allows } from '../../../sandbox/organization/authorize.ts';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';
import { lendSecrets } from '../../../sandbox/organization/lend-secrets.ts';
import { exampleDeployment } from '../../shared/policy/loaded.ts';

const NOTIFY = 'serviceAccount:bailiff-notify@bailiff-prod.iam.gserviceaccount.com';
const EVALUATE = 'serviceAccount:bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com';

describe('lendSecrets', () => {
  it('lets notify alone read what the channels name, by the id or number of its project, and nothing else', () => {
    const organization = createOrganization(readOrganizationFile('sandbox/organization.yaml'));
    const slack = { webhook: 'projects/310000000002/secrets/slack/versions/latest' };
    lendSecrets(organization, exampleDeployment(), { soc: { slack } });
    const may = (who: string, name: string) => {
      const service = 'secretmanager.googleapis.com';
      const target = { name, service, type: `${service}/Secret`, fullName: `//${service}/${name}` };
      return allows(organization, who, 'secretmanager.versions.access', target);
    };
    expect(may(NOTIFY, 'projects/data-dev/secrets/slack')).toBe(true);
    expect(may(EVALUATE, 'projects/data-dev/secrets/slack')).toBe(false);
    expect(may(NOTIFY, 'projects/data-dev/secrets/other')).toBe(false);
  });
});
