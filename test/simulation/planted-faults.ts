/** A mistake that somebody could make, as a change of one place in the sources. */
export interface PlantedFault {
  readonly fault: string;
  readonly file: string;
  /** Stands in the file once. */
  readonly from: string;
  readonly to: string;
  /** The beginning of the name of the check that has to find it. */
  readonly check: string;
  /** How many runs it takes, from seed 1 on. */
  readonly within: number;
}

const EDIT_POLICY = 'functions/remediate/steps/edit-policy.ts';
const MOVE_JOB = 'functions/remediate/steps/move-job.ts';
const WEIGH_CLAIM = 'shared/ledger/weigh-claim.ts';

export const PLANTED_FAULTS: readonly PlantedFault[] = [
  {
    fault: 'Drop the etag of a policy',
    file: 'shared/gcp/policy-to-send.ts',
    from: 'return { ...policy, version: 3 };',
    to: "return { ...policy, etag: '', version: 3 };",
    check: 'Never 3',
    within: 12,
  },
  {
    fault: 'Lose conditional bindings',
    file: EDIT_POLICY,
    from: 'place.write(withMember(policy, role, member))',
    to: 'place.write(withMember({ ...policy, bindings: policy.bindings?.filter((one) => !one.condition) }, role, member))',
    check: 'Never 3',
    within: 10,
  },
  {
    fault: 'Acknowledge what failed',
    file: 'functions/evaluate/evaluate.ts',
    from: '    throw error;\n',
    to: '',
    check: 'Never 7',
    within: 4,
  },
  {
    fault: 'Take own changes for a stranger’s',
    file: 'functions/evaluate/own-writes.ts',
    from: "around.length > 0 && known ? 'journalled' : 'without-step'",
    to: "around.length > 9 && known ? 'journalled' : 'without-step'",
    check: 'Never 4',
    within: 2,
  },
  {
    fault: 'Act on what could not be read',
    file: 'shared/engine/judge.ts',
    from: 'if (indeterminate.length === 0) return [];',
    to: 'if (indeterminate.length >= 0) return [];',
    check: 'Never 6',
    within: 7,
  },
  {
    fault: 'Forget the limits',
    file: WEIGH_CLAIM,
    from: 'const because = usedUp(request, grounds.started);',
    to: 'const because = usedUp(request, { ...grounds.started, organization: 0, project: 0 });',
    check: 'Never 5',
    within: 5,
  },
  {
    fault: 'Grant without trust',
    file: 'shared/policy/trust.ts',
    from: 'if (deployers.includes(member)) return [member];',
    to: 'return [member];',
    check: 'Never 1',
    within: 1,
  },
  {
    fault: 'Drop the etag of a job',
    file: MOVE_JOB,
    from: 'const body = withIdentity(sendable(live), step.to);',
    to: "const body = { ...withIdentity(sendable(live), step.to), etag: '' };",
    check: 'Never 2',
    within: 5,
  },
  {
    fault: 'Write ahead of the journal',
    file: MOVE_JOB,
    from: 'await turn.begin({ etag, generation, identity, failed, rest: restDigest(live) });',
    to: 'turn.before = { etag, generation, identity, failed, rest: restDigest(live) };',
    check: 'Never 4',
    within: 2,
  },
  {
    fault: 'Keep the whole job in the journal',
    file: MOVE_JOB,
    from: 'rest: restDigest(live) });',
    to: 'rest: JSON.stringify(live) });',
    check: 'Never 9',
    within: 2,
  },
  {
    fault: 'Act on what is exempt',
    file: 'shared/policy/decide.ts',
    from: "mode: live === undefined ? lowest : 'observe',",
    to: 'mode: lowest,',
    check: 'Never 5',
    within: 30,
  },
  {
    fault: 'Go past the ceiling',
    file: 'shared/policy/decide.ts',
    from: '...ceilingCap(context.ceiling),',
    to: "...ceilingCap('remediate'),",
    check: 'Never 10',
    within: 8,
  },
  {
    fault: 'Resume with a new plan',
    file: 'functions/remediate/remediate-finding.ts',
    from: 'if (open.plan === undefined) return startOver(open, past, delivery);',
    to: 'if (open.steps.length >= 0) return startOver(open, past, delivery);',
    check: 'Convergence',
    within: 2,
  },
  {
    fault: 'Leave tickets open',
    file: 'functions/notify/next-ticket.ts',
    from: "state: open ? 'open' : 'closed',",
    to: "state: 'open',",
    check: 'Convergence',
    within: 2,
  },
  {
    fault: 'Leave what is mended unresolved',
    file: 'functions/evaluate/settle-findings.ts',
    from: '!attempted && !broken.includes(rule)',
    to: '!attempted && broken.length > 9 && !broken.includes(rule)',
    check: 'Convergence',
    within: 16,
  },
];
