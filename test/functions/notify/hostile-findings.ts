import { ticketBlocks } from '../../../functions/notify/ticket-blocks.ts';
import type { Block } from '../../../shared/domain/block.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { crossProjectDiagnosis } from '../../fixtures/diagnosis.ts';
import { someFinding } from '../../fixtures/finding.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { deniedFinding } from './account-use-finding.ts';

/** What neither a shell, YAML nor Terraform need bear: it is shown as U+FFFD or a space. */
export const BARE = (name: string) =>
  name.replace(/[\t\n\v\f\r\u0085\u2028\u2029]/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD');

/** Findings of both kinds in which a stranger chose whatever is text, types or no types. */
export function hostile(name: string): readonly Finding[] {
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

/** The lines of what is copied from below such headings; there is one at least. */
export function codeOf(blocks: readonly Block[], heading: RegExp): readonly string[] {
  const found = blocks.flatMap((block) =>
    block.kind === 'code' && heading.test(block.heading) ? [block.lines.join('\n')] : [],
  );
  if (found.length === 0) throw new Error(`Nothing is below ${heading}.`);
  return found;
}

/** What a ticket says where every text is this one. */
export const ALL = HOSTILE_NAMES.map((name) => ({ name, blocks: ticketBlocks(hostile(name)) }));

/** What is an address may be a member of a binding, and has a line and a word more. */
export function isNoAddress({ name }: { readonly name: string }): boolean {
  return name !== 'someone@evil.example';
}

/** What a stranger could have longer, the sources of events cut. */
export function isShort({ name }: { readonly name: string }): boolean {
  return name.length <= 100;
}
