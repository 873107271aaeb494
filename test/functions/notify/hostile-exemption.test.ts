import { expect, it } from 'vitest';
import type { Finding } from '../../../shared/domain/finding.ts';
import { conditionView } from '../../../shared/policy/condition.ts';
import { examplePolicy } from '../../fixtures/example-policy.ts';
import { ALL, codeOf, hostile, isShort } from './hostile-findings.ts';

it('offers an exemption that the policy takes once it is filled in, and that is of these findings alone', () => {
  const offered = ALL.filter(isShort).map(({ name, blocks }, index) => ({
    findings: hostile(name),
    entries: codeOf(blocks, /^The entry for/)
      .join('\n')
      .replaceAll('EX-NNNN', `EX-${index}`),
  }));
  const unfilled = offered.map(({ entries }) => entries).join('\n');
  expect(() => policyWith(unfilled)).toThrow('exemptions[0].expires');
  const { exemptions } = policyWith(
    unfilled
      .replaceAll('reason: WHY', 'reason: It may stay as it is for a while.')
      .replaceAll('user:ADDRESS', 'user:admin@example.com')
      .replaceAll('YYYY-MM-DD', '2027-05-31'),
  );
  const findings = offered.flatMap((one) => one.findings);
  expect(exemptions.map(({ rule }) => rule)).toEqual(findings.map(({ rule }) => rule));
  const views = findings.map(viewOf);
  for (const [index, { rule, when }] of exemptions.entries()) {
    const matched = views.filter(
      (view) => view.finding.rule === rule && when.match(view).kind === 'yes',
    );
    expect(matched).toContain(views[index]);
    expect(matched).toHaveLength(twins(findings, index));
  }
});

/** Names that differ in half a pair alone are one where texts are well-formed. */
function twins(findings: readonly Finding[], index: number): number {
  const name = findings[index]?.resource.name.toWellFormed();
  return findings.filter(({ resource }) => resource.name.toWellFormed() === name).length / 3;
}

function policyWith(entries: string) {
  const set = entries.replace(/^/gm, '  ');
  return examplePolicy(`apiVersion: bailiff/v1\nexemptions:\n${set}\n`);
}

/** As evaluate shows conditions a finding: of texts that its sources made well-formed. */
function viewOf({ rule, attempted, deployer, principal, serviceAccount, resource }: Finding) {
  const { project, location, name } = resource;
  return conditionView({
    rule,
    attempted,
    principal: (deployer ?? principal).toWellFormed(),
    serviceAccount: serviceAccount?.toWellFormed(),
    occurrences: 1,
    resource: {
      kind: 'job',
      project: project.toWellFormed(),
      location: location.toWellFormed(),
      name: name.toWellFormed(),
    },
    labels: {},
    ancestors: [],
    severity: 'low',
    owner: '',
  });
}
