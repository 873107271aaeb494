import { describe, expect, it } from 'vitest';
import type { Telling } from '../../../shared/domain/decision.ts';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import { decide } from '../../../shared/policy/decide.ts';
import { formatFaults } from '../../../shared/policy/load.ts';
import { narrower } from '../../../shared/policy/narrower.ts';
import { widens } from '../../../shared/policy/widening.ts';
import { load, policyOf, viewOf } from './loaded.ts';

const CHANNELS = { channels: ['payments-issues', 'soc', 'itsm'] };
const TODAY = { today: '2026-05-04', ceiling: 'remediate', caps: [] } as const;

const withTickets = (...lines: readonly string[]) =>
  ['apiVersion: bailiff/v1', 'tickets:', ...lines.map((line) => `  ${line}`), ''].join('\n');

const ROUTED = withTickets(
  'owner: { jobLabel: owner, projectLabel: team }',
  'routes:',
  '  - name: payments to their own repository',
  '    when: finding.resource.project.glob("payments-*") && finding.severity == "high"',
  '    to: [payments-issues, soc]',
  '  - name: data by owner',
  '    when: finding.owner == "data"',
  '    to: []',
  'otherwise: [itsm]',
);

function toldOf(text: string, changed: Parameters<typeof viewOf>[0] = {}): Telling | undefined {
  const rule = 'default-service-account';
  const input = { rule, view: viewOf(changed), deployedBy: [] };
  return decide(policyOf(text, CHANNELS), input, TODAY).telling;
}

function faultsOf(text: string, changed: Partial<Deployment> = CHANNELS): string {
  const loaded = load(text, changed);
  return loaded.ok ? 'no faults' : formatFaults('p', loaded.faults);
}

describe('where tickets go', () => {
  it('is left out of decisions where the policy says nothing of it', () => {
    expect(toldOf('apiVersion: bailiff/v1\n')).toBeUndefined();
  });

  it('is the first route whose condition is true', () => {
    expect(toldOf(ROUTED, { severity: 'high', owner: 'data' })).toEqual({
      channels: ['payments-issues', 'soc'],
      because: 'The route "payments to their own repository" tells payments-issues, soc.',
      owner: 'data',
    });
    expect(toldOf(ROUTED, { owner: 'data' })).toEqual({
      channels: [],
      because: 'The route "data by owner" tells no channel.',
      owner: 'data',
    });
  });

  it('is what otherwise says where no route matches', () => {
    expect(toldOf(ROUTED)).toEqual({
      channels: ['itsm'],
      because: 'No route matches, and the policy then tells itsm.',
    });
    expect(toldOf(withTickets('otherwise: [soc]'))).toEqual({
      channels: ['soc'],
      because: 'The policy tells soc.',
    });
    expect(toldOf(withTickets('routes: []'))).toMatchObject({ channels: [] });
  });

  it('is a route whose condition breaks as well as what matches next, each channel once', () => {
    const text = withTickets(
      'routes:',
      '  - name: by team',
      '    when: finding.resource.labels.team == "data"',
      '    to: [payments-issues, itsm]',
      '  - name: by tier',
      '    when: finding.resource.labels.tier == "1"',
      '    to: [soc]',
      'otherwise: [itsm, soc]',
    );
    expect(toldOf(text)).toEqual({
      channels: ['payments-issues', 'itsm', 'soc'],
      because:
        'The condition of the route "by team" cannot be evaluated (No such key: team), so payments-issues, itsm is told in any case. The condition of the route "by tier" cannot be evaluated (No such key: tier), so soc is told in any case. No route matches, and the policy then tells itsm, soc.',
    });
    expect(toldOf(text, { labels: { team: 'web', tier: '1' } })?.channels).toEqual(['soc']);
  });

  it('is said by the version itself while it is held back, since nobody is let do more by it', () => {
    const before = policyOf('apiVersion: bailiff/v1\n', CHANNELS);
    const after = policyOf(ROUTED, CHANNELS);
    expect(widens(before, after, '2026-05-04')).toEqual([]);
    const bounds = [{ policy: before, until: '2026-05-04T10:00:00Z' }];
    const held = narrower(after, { bounds, unknownUntil: undefined }, 'digest');
    const input = { rule: 'missing-act-as', view: viewOf(), deployedBy: [] };
    expect(decide(held, input, TODAY).telling?.channels).toEqual(['itsm']);
    const later = [{ policy: after, until: '2026-05-04T10:00:00Z' }];
    const back = narrower(before, { bounds: later, unknownUntil: undefined }, 'digest');
    expect(decide(back, input, TODAY).telling).toBeUndefined();
  });
});

describe('the faults of tickets', () => {
  it.each([
    [
      'a channel that the deployment does not have',
      withTickets('otherwise: [sok]'),
      'p:3:15  There is no channel "sok"; did you mean "soc"?  (at tickets.otherwise[0])',
    ],
    [
      'a channel that is named twice',
      withTickets('otherwise: [soc, soc]'),
      'p:3:20  soc stands here twice.  (at tickets.otherwise[1])',
    ],
    [
      'an owner without a label',
      withTickets('owner: {}'),
      'p:3:10  Name a label here, jobLabel or projectLabel or both; or leave owner out.  (at tickets.owner)',
    ],
    [
      'a label that there cannot be',
      withTickets('owner: { jobLabel: Owner }'),
      'p:3:22  A label key begins with a small letter and has 1 to 63 small letters, digits, - and _.  (at tickets.owner.jobLabel)',
    ],
    [
      'a slip in a key',
      withTickets('otherwice: [soc]'),
      'p:3:3  There is no key "otherwice"; did you mean "otherwise"?  (at tickets.otherwice)',
    ],
    [
      'a condition that asks for what there is not',
      withTickets('routes:', '  - { name: a, to: [], when: finding.ovner == "" }'),
      'p:4:40  The condition does not compile: No such key: ovner; did you mean "owner"?  (at tickets.routes[0].when)',
    ],
    [
      'a route behind one that always matches, under its name',
      withTickets(
        'routes:',
        '  - { name: a, to: [soc], when: "true" }',
        '  - { name: a, to: [soc], when: "true" }',
      ),
      'p:5:7  This route is never reached: "a" before it is always true.  (at tickets.routes[1])\np:5:15  There is a route "a" already: give each its own name.  (at tickets.routes[1].name)',
    ],
  ])('list %s with its place', (_, text, faults) => {
    expect(faultsOf(text)).toBe(faults);
  });

  it('say whom to ask where the deployment has no channels', () => {
    expect(faultsOf(withTickets('otherwise: [soc]'), {})).toBe(
      'p:3:15  The deployment has no channels: take "soc" out, or ask whoever deploys Bailiff to add it.  (at tickets.otherwise[0])',
    );
  });

  it('say that no mode hangs on the owner, whose label the file itself chooses', () => {
    const text = `apiVersion: bailiff/v1
rules:
  default-service-account:
    mode: ticket
    overrides: [{ name: a, mode: observe, when: finding.owner == "data" }]
`;
    expect(faultsOf(text)).toMatch(/No such key: owner/);
    expect(faultsOf(text.replace('finding.owner == "data"', 'finding.severity == "low"'))).toBe(
      'no faults',
    );
  });
});
