import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { load, policyOf, textOf } from './loaded.ts';

const CHANNELS = { channels: Object.keys(parse(textOf('examples/channels.yaml')) as object) };

const blocks = [...textOf('docs/policy.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(
  ([, block]) => block ?? '',
);

describe('docs/policy.md', () => {
  it('shows policies', () => {
    expect(blocks).toHaveLength(4);
  });

  it.each(blocks)('shows a policy that loads: %s', (block) => {
    expect(load(block, CHANNELS)).toMatchObject({ ok: true });
  });

  it.each([
    'finding.resource.project in ["payments-prod", "data-dev"]',
    '"folders/200000000001" in finding.resource.ancestors',
    'finding.resource.job.glob("batch-*")',
    'finding.resource.labels.?team.orValue("") == "data"',
    'finding.principal.endsWith("@example.com")',
  ])('shows the condition %s, which compiles', (condition) => {
    expect(textOf('docs/policy.md')).toContain(`\`${condition}\``);
    const rule = { mode: 'ticket', overrides: [{ name: 'a', when: condition, mode: 'observe' }] };
    const policy = { apiVersion: 'bailiff/v1', rules: { 'default-service-account': rule } };
    expect(load(JSON.stringify(policy))).toMatchObject({ ok: true });
  });
});

describe('README.md', () => {
  it('shows a policy that loads', () => {
    const [, block = ''] = /```yaml\n([\s\S]*?)```/.exec(textOf('README.md')) ?? [];
    expect(load(block)).toMatchObject({ ok: true });
  });
});

describe('examples/policy.yaml', () => {
  it('loads within the bounds of examples/deployment.yaml', () => {
    expect(load(textOf('examples/policy.yaml'))).toMatchObject({ ok: true });
  });

  it('also loads the parts that its comments offer', () => {
    const [text = '', tickets = ''] = textOf('examples/policy.yaml').split('# tickets:\n');
    const lines = text.split('\n');
    const offered = lines.flatMap((line) => (/^# {3}/.test(line) ? [line.slice(2)] : []));
    const from = offered.findIndex((line) => line.includes('- id:'));
    const managed = offered.filter((line) => line.includes('- serviceAccount:'));
    const head = ['apiVersion: bailiff/v1', 'managed:', ...managed, 'exemptions:'];
    const routed = `tickets:\n${tickets.replaceAll(/^# /gm, '')}`;
    const policy = policyOf([...head, ...offered.slice(from), routed].join('\n'), CHANNELS);
    expect(policy.tickets?.otherwise).toEqual(['itsm']);
    expect(policy.managed).toEqual([
      'serviceAccount:terraform@payments-prod.iam.gserviceaccount.com',
    ]);
    expect(policy.exemptions.map(({ id, expires }) => `${id} ${expires}`)).toEqual([
      'EX-0001 2027-03-31',
    ]);
  });
});
