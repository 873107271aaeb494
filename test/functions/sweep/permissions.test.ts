import { expect, it } from 'vitest';
import { allows } from '../../../sandbox/organization/authorize.ts';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';
import { allPermissions } from '../../../sandbox/organization/roles.ts';
import { nodeTarget } from '../../../sandbox/organization/targets.ts';
import { SWEEP } from '../../shared/gcp/local-apis.ts';

it('sweep may search the inventory of the organization, and nothing else anywhere', () => {
  const organization = createOrganization(readOrganizationFile('sandbox/organization.yaml'));
  const nodes = [
    nodeTarget('organizations', '100000000001'),
    nodeTarget('folders', '200000000001'),
    ...[...organization.projects.keys()].map((id) => nodeTarget('projects', id)),
  ];
  for (const node of nodes)
    expect([
      node.name,
      allPermissions(organization).filter((one) => allows(organization, SWEEP, one, node)),
    ]).toEqual([node.name, ['cloudasset.assets.searchAllResources']]);
});
