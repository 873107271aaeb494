import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { organizationGrants, projectGrants } from '../../../shared/deployed/grants.ts';
import { readDeployment } from '../../../shared/policy/read-deployment.ts';
import { ROOT } from '../configuration.ts';
import { all, Binding, bindings, bindingsOf, EMAIL, outputsOf, settingsOf } from './scenarios.ts';

const READERS = [
  `evaluate-reader: serviceAccount:${EMAIL('evaluate')}`,
  `evaluate-security-reviewer: serviceAccount:${EMAIL('evaluate')}`,
  `remediate-reader: serviceAccount:${EMAIL('remediate')}`,
  `remediate-security-reviewer: serviceAccount:${EMAIL('remediate')}`,
];
const SWEEPER = `sweep: serviceAccount:${EMAIL('sweep')}`;

/** Roles that a setting brings which bounds no policy: a console has the ledger, what measures may send it. */
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  local: ['roles/datastore.user'],
  everything: ['roles/datastore.user', 'roles/telemetry.metricsWriter'],
};
/** What infra/ makes of identities and what they may do. */
export function identitiesSuite(): void {
  describe('identities and what they may do', () => {
    it.each(['first_stage', 'local', 'everything'] as const)(
      'gives in %s what doctor looks for',
      (scenario) => {
        const read = readDeployment(outputsOf(scenario)['deployment']);
        if (!read.ok) throw new Error(read.faults.join(' '));
        const build = `serviceAccount:${EMAIL('build')}`;
        const looked = [
          ...organizationGrants(read.deployment),
          ...projectGrants(read.deployment),
        ].filter(({ optional, role }) => !optional || OPTIONAL[scenario]?.includes(role));
        const made = [
          'organization_iam_member.binding',
          'project_iam_member.ledger',
          'project_iam_member.telemetry',
          'project_iam_member.build',
        ]
          .flatMap((address) => Object.values(all(scenario, `google_${address}`)))
          .map((one) => Binding.parse(one));
        const known = (member: string, own: string) => (member.includes(':') ? member : own);
        // The name of a custom role and the member of the build's account are Google's to make, and a mock's here.
        const line = (role: string, member: string, expression = '') =>
          [/Bailiff|bailiff|^(?!roles)/.test(role) ? 'custom' : role, member, expression].join(' ');
        expect(
          made
            .map(({ role, member, condition }) =>
              line(role, known(member, build), condition[0]?.expression),
            )
            .sort(),
        ).toEqual(
          looked
            .map(({ role, member, condition }) => line(role, member, condition?.expression))
            .sort(),
        );
      },
    );

    it('lets none change anything in the organization in the first stage', () => {
      expect(bindings('first_stage')).toEqual([...READERS, SWEEPER]);
    });

    it('makes no writer in the first stage that nothing asks for', () => {
      expect(Object.keys(all('first_stage', 'google_service_account.writer')).sort()).toEqual([
        'account-writer',
        'job-writer',
      ]);
    });

    it('gives a role to each writer that its actions need, and to no other', () => {
      expect(bindings('local')).toEqual([
        `account-writer: serviceAccount:${EMAIL('account-writer')}`,
        ...READERS.slice(0, 2),
        `job-writer: serviceAccount:${EMAIL('job-writer')}`,
        ...READERS.slice(2),
        `role-granter: serviceAccount:${EMAIL('role-granter')}`,
        SWEEPER,
      ]);
    });

    it('bounds the role granter to the roles that are listed', () => {
      const granter = all('local', 'google_organization_iam_member.binding')['role-granter'];
      expect(Binding.parse(granter).condition).toEqual([
        expect.objectContaining({
          expression:
            "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly(['roles/logging.logWriter', 'roles/secretmanager.secretAccessor', 'roles/storage.objectViewer'])",
        }),
      ]);
    });

    it('lets remediate alone impersonate a writer', () => {
      expect(bindingsOf('local', 'data.google_iam_policy.impersonator')).toEqual([
        ['roles/iam.serviceAccountTokenCreator', [`serviceAccount:${EMAIL('remediate')}`]],
      ]);
      expect(Object.keys(all('local', 'google_service_account_iam_policy.writer')).sort()).toEqual([
        'account-writer',
        'job-writer',
        'role-granter',
      ]);
    });

    it('gives them the roles that they hold in the local organization', () => {
      const given = Object.values(all('everything', 'google_organization_iam_member.binding')).map(
        (one) => `${Binding.parse(one).role} ${Binding.parse(one).member}`,
      );
      const Organization = z.object({
        organization: z.object({
          bindings: z.array(z.object({ role: z.string(), members: z.array(z.string()) })),
        }),
      });
      const { organization } = Organization.parse(
        parse(readFileSync(join(ROOT, 'sandbox/organization.yaml'), 'utf8')),
      );
      const held = organization.bindings.flatMap(({ role, members }) =>
        members
          .filter((member) => member.endsWith('@bailiff-prod.iam.gserviceaccount.com'))
          .map((member) => `${role} ${member}`),
      );
      expect(given.sort()).toEqual(held.sort());
      expect(held).toHaveLength(9);
    });

    it('has a writer of organization policies where the actions ask for it', () => {
      expect(bindings('everything')).toContain(
        `org-policy-writer: serviceAccount:${EMAIL('org-policy-writer')}`,
      );
      expect(settingsOf('everything', 'remediate').deployment).toMatchObject({
        identities: { orgPolicyWriter: EMAIL('org-policy-writer') },
      });
    });
  });
}
