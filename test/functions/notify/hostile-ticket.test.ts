import { execFileSync } from 'node:child_process';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { ticketBlocks } from '../../../functions/notify/ticket-blocks.ts';
import type { Block } from '../../../shared/domain/block.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { conditionView } from '../../../shared/policy/condition.ts';
import { crossProjectDiagnosis } from '../../fixtures/diagnosis.ts';
import { examplePolicy } from '../../fixtures/example-policy.ts';
import { someFinding } from '../../fixtures/finding.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { deniedFinding } from './account-use-finding.ts';

/** What neither a shell, YAML nor Terraform need bear: it is shown as U+FFFD or a space. */
const BARE = (name: string) =>
  name.replace(/[\t\n\v\f\r\u0085\u2028\u2029]/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD');

/** Findings of both kinds in which a stranger chose whatever is text, types or no types. */
function hostile(name: string): readonly Finding[] {
  const resource = { kind: 'job', project: name, location: name, name } as const;
  const { decision } = someFinding();
  const at = '2026-11-22T10:00:00Z';
  const common: Partial<Finding> = {
    resource,
    principal: name,
    client: name,
    serviceAccount: name,
    source: { logName: `projects/${name}/logs/x`, timestamp: name, insertId: name },
    indeterminate: [name],
    history: [{ at, what: name }],
    setBacks: [at],
    setBackBy: [{ at, by: name, client: name }],
    fight: { alert: name, at, prevent: [] },
    state: 'awaiting-approval',
    mode: 'approve',
    proposal: {
      ...{ digest: 'ab'.repeat(32), made: at, binds: {}, together: [] },
      ...{ does: [name], notes: [name], deployedBy: [name] },
    },
    decision: {
      ...decision,
      because: [name],
      managed: name,
      telling: { channels: [], because: name, owner: name },
    },
    fix: ['gcloud run jobs update nightly --service-account=nightly-runner@p.example'],
  };
  const diagnosis = crossProjectDiagnosis(
    { 'act-as': 'missing', 'token-minting': 'unknown' },
    {
      project: { id: name, number: name },
      account: { email: name, project: name, uniqueId: name, state: 'enabled' },
      deployer: name,
      unread: [name],
    },
  );
  return [
    someFinding(common),
    deniedFinding('missing-act-as', { ...common, deployer: name, diagnosis }),
    deniedFinding('missing-token-creator', { ...common, deployer: name, diagnosis }),
  ];
}

function codeOf(blocks: readonly Block[], heading: RegExp): readonly string[] {
  const found = blocks.flatMap((block) =>
    block.kind === 'code' && heading.test(block.heading) ? [block.lines.join('\n')] : [],
  );
  expect(found.length).toBeGreaterThan(0);
  return found;
}

const ALL = HOSTILE_NAMES.map((name) => ({ name, blocks: ticketBlocks(hostile(name)) }));

/** What stands in a block, line by line; an item's further lines are set in. */
function linesOf(block: Block): readonly string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.text];
    case 'list':
      return [block.heading, ...block.items.flatMap((item) => item.split(/\n(?= {2})/))];
    case 'code':
      return [block.heading, ...block.lines];
    case 'link':
      return [block.label, block.url];
    case 'divider':
      return [];
  }
}

it('has a stranger’s text begin no line, hide nothing, and lead nowhere but to a page of Google’s', () => {
  const blocks = ALL.flatMap((one) => one.blocks);
  for (const line of blocks.flatMap(linesOf)) expect(BARE(line)).toBe(line);
  const links = blocks.flatMap((block) => (block.kind === 'link' ? [new URL(block.url)] : []));
  expect(links).toHaveLength(2 * ALL.length);
  expect(new Set(links.map(({ origin }) => origin))).toEqual(
    new Set(['https://console.cloud.google.com']),
  );
});

it('has as many blocks of as many lines for any name as for a plain one', () => {
  const shape = (name: string) =>
    ticketBlocks(hostile(name)).map((block) =>
      block.kind === 'code' ? `code ${block.lines.length}` : block.kind,
    );
  const plainShape = shape('#plain');
  for (const { name } of ALL.filter(isNoAddress).filter(isShort))
    expect(shape(name)).toEqual(plainShape);
});

it('keeps each value one word of the shell, with nothing carried out', () => {
  const lines = ALL.flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      block.kind === 'code' ? block.lines.filter((line) => /^(?:gcloud|npm) /.test(line)) : [],
    ),
  );
  const script = [
    'say() { printf "%s\\0" "$@"; printf "\n\\0"; }',
    'gcloud() { say gcloud "$@"; }',
    'npm() { say npm "$@"; }',
  ];
  // An empty PATH: whatever a name would run fails the test.
  const out = execFileSync('/bin/bash', ['--norc', '-e', '-u'], {
    input: [...script, ...lines].join('\n'),
    env: { PATH: '' },
    maxBuffer: 1 << 28,
  }).toString();
  const calls = out
    .split('\n\0')
    .slice(0, -1)
    .map((call) => JSON.stringify(call.split('\0').slice(0, -1)));
  expect(calls).toHaveLength(lines.length);
  const said = new Set(calls);
  for (const { name } of ALL.filter(isNoAddress)) {
    const bare = BARE(name);
    const where = [`--region=${bare}`, `--project=${bare}`];
    const account = '--service-account=nightly-runner@p.example';
    const explain = ['npm', 'run', '-s', 'bailiff', '--', 'explain'];
    for (const call of [
      ['gcloud', 'run', 'jobs', 'deploy', bare, account, ...where],
      [...explain, '--project', bare, '--account', bare],
      ['npm', 'run', '-s', 'bailiff', '--', 'alert', 'close', bare, '--why', 'TEXT'],
    ])
      expect(said).toContain(JSON.stringify(call));
  }
});

/** What is an address may be a member of a binding, and has a line and a word more. */
function isNoAddress({ name }: { readonly name: string }): boolean {
  return name !== 'someone@evil.example';
}

const Resources = z.object({
  resource: z.record(z.string(), z.record(z.string(), z.array(z.record(z.string(), z.unknown())))),
});

it('keeps each value one string of Terraform’s, in which nothing is expanded', async () => {
  for (const { name, blocks } of ALL)
    for (const text of codeOf(blocks, /in Terraform$/).slice(0, 1)) {
      const { resource } = Resources.parse(await parseHcl('ticket.tf', text));
      const [job] = Object.values(resource['google_cloud_run_v2_job'] ?? {}).flat();
      // Terraform takes texts in one of Unicode's normal forms.
      expect(plain(job?.['name'])).toBe(BARE(name).normalize('NFC'));
      expect(plain(job?.['project'])).toBe(BARE(name).normalize('NFC'));
    }
});

/** hcl2json writes two marks where a text looks like a template and is none, and one where it is. */
function plain(value: unknown): string {
  expect(String(value)).not.toMatch(/(?<![$%])[$%]\{/);
  return String(value).replace(/([$%])\1(?=\{)/g, '$1');
}

it('keeps each value one string of YAML', () => {
  for (const { name, blocks } of ALL) {
    const [text = ''] = codeOf(blocks, /^Config Connector$/);
    expect(parseYaml(text)).toMatchObject({ metadata: { name: name.toWellFormed() } });
  }
});

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

/** What a stranger could have longer, the sources of events cut. */
function isShort({ name }: { readonly name: string }): boolean {
  return name.length <= 100;
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
  });
}
