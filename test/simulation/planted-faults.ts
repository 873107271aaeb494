/** A mistake that somebody could make, as a change of the sources. */
export interface PlantedFault {
  readonly fault: string;
  /** Several where another defence would hold. */
  readonly changes: readonly {
    readonly file: string;
    /** Stands in the file once. */
    readonly from: string;
    readonly to: string;
  }[];
  /** The beginning of the name of the check that has to find it. */
  readonly check: string;
  /** Within so many runs it is found, from seed 1 on: at least twice as many as it took, since any change of the sources shifts what happens. */
  readonly within: number;
}

const EDIT_POLICY = 'functions/remediate/steps/edit-policy.ts';
const MOVE_JOB = 'functions/remediate/steps/move-job.ts';
const WEIGH_CLAIM = 'shared/ledger/weigh-claim.ts';

export const PLANTED_FAULTS: readonly PlantedFault[] = [
  {
    fault: 'Drop the etag of a policy',
    changes: [
      {
        file: 'shared/gcp/policy-to-send.ts',
        from: 'return { ...policy, version: 3 };',
        to: "return { ...policy, etag: '', version: 3 };",
      },
    ],
    check: 'Never 3',
    within: 60,
  },
  {
    fault: 'Lose conditional bindings',
    changes: [
      {
        file: EDIT_POLICY,
        from: 'place.write(withMember(policy, role, member))',
        to: 'place.write(withMember({ ...policy, bindings: policy.bindings?.filter((one) => !one.condition) }, role, member))',
      },
    ],
    check: 'Never 3',
    within: 20,
  },
  {
    fault: 'Acknowledge what failed',
    changes: [
      {
        file: 'functions/evaluate/evaluate.ts',
        from: '    throw error;\n',
        to: '',
      },
    ],
    check: 'Never 7',
    within: 20,
  },
  {
    fault: 'Take own changes for a stranger’s',
    changes: [
      {
        file: 'functions/evaluate/own-writes.ts',
        from: "setsAccount(one, change)) && known ? 'journalled' : 'without-step'",
        to: "setsAccount(one, change)) && !known ? 'journalled' : 'without-step'",
      },
    ],
    check: 'Never 4',
    within: 20,
  },
  {
    fault: 'Act on what could not be read',
    changes: [
      {
        file: 'shared/engine/judge.ts',
        from: 'if (indeterminate.length === 0) return [];',
        to: 'if (indeterminate.length >= 0) return [];',
      },
    ],
    check: 'Never 6',
    within: 450,
  },
  {
    fault: 'Forget the limits',
    changes: [
      {
        file: WEIGH_CLAIM,
        from: 'const limited = usedUp(request, grounds.started);',
        to: 'const limited = usedUp({ ...request, budget: { organization: 1e9, project: 1e9, windowSeconds: 3600 } }, grounds.started);',
      },
    ],
    check: 'Never 5',
    within: 150,
  },
  {
    fault: 'Grant without trust',
    changes: [
      {
        file: 'shared/policy/trust.ts',
        from: 'if (deployers.includes(member)) return [member];',
        to: 'return [member];',
      },
    ],
    check: 'Never 1',
    within: 150,
  },
  {
    fault: 'Drop the etag of a job',
    changes: [
      {
        file: MOVE_JOB,
        from: 'const body = withIdentity(sendable(live), step.to);',
        to: "const body = { ...withIdentity(sendable(live), step.to), etag: '' };",
      },
    ],
    check: 'Never 2',
    within: 60,
  },
  {
    fault: 'Write ahead of the journal',
    changes: [
      {
        file: MOVE_JOB,
        from: 'await turn.begin({ etag, generation, identity, failed, rest: restDigest(live) });',
        to: 'turn.before = { etag, generation, identity, failed, rest: restDigest(live) };',
      },
    ],
    check: 'Never 4',
    within: 20,
  },
  {
    fault: 'Keep the whole job in the journal',
    changes: [
      {
        file: MOVE_JOB,
        from: 'rest: restDigest(live) });',
        to: 'rest: JSON.stringify(live) });',
      },
    ],
    check: 'Never 9',
    within: 20,
  },
  {
    fault: 'Act on what is exempt',
    changes: [
      {
        file: 'shared/policy/decide.ts',
        from: "mode: live === undefined ? lowest : 'observe',",
        to: 'mode: lowest,',
      },
    ],
    check: 'Never 5',
    within: 150,
  },
  {
    fault: 'Go past the ceiling',
    changes: [
      {
        file: 'shared/policy/decide.ts',
        from: '...ceilingCap(context.ceiling),',
        to: "...ceilingCap('remediate'),",
      },
    ],
    check: 'Never 10',
    within: 100,
  },
  {
    fault: 'Resume with a new plan',
    changes: [
      {
        file: 'functions/remediate/remediate-finding.ts',
        from: 'if (open.plan === undefined) return startOver(open, past, delivery);',
        to: 'if (open.steps.length >= 0) return startOver(open, past, delivery);',
      },
    ],
    check: 'the simulation',
    within: 50,
  },
  {
    fault: 'Leave tickets open',
    changes: [
      {
        file: 'functions/notify/next-ticket.ts',
        from: "state: open ? 'open' : 'closed',",
        to: "state: 'open',",
      },
    ],
    check: 'Convergence',
    within: 20,
  },
  {
    fault: 'Leave what is mended unresolved',
    changes: [
      {
        file: 'functions/evaluate/settle-findings.ts',
        from: '!attempted && !broken.includes(rule)',
        to: '!attempted && broken.length > 9 && !broken.includes(rule)',
      },
    ],
    check: 'Convergence',
    within: 100,
  },
  {
    fault: 'Ignore the ceiling that an approver set',
    changes: [
      {
        file: 'functions/remediate/look.ts',
        from: 'ceiling: ceilingCap(await ports.ledger.ceiling()),',
        to: 'ceiling: undefined,',
      },
      {
        file: WEIGH_CLAIM,
        from: 'const cap = ceilingCap(grounds.ceiling);',
        to: 'const cap = ceilingCap(undefined);',
      },
    ],
    check: 'Never 10',
    within: 50,
  },
  {
    fault: 'Forget the wake of what waits for room',
    changes: [
      {
        file: 'functions/remediate/wait-for-room.ts',
        from: "  await schedule({ kind: 'limited', due, line }, decision, delivery);\n",
        to: '',
      },
    ],
    check: 'Convergence by ticks',
    within: 400,
  },
  {
    fault: 'Mend a job while it settles',
    changes: [
      {
        file: 'functions/remediate/act.ts',
        from: 'const waiting = approval === undefined ? await settles(choice, delivery) : undefined;',
        to: "const waiting = choice.decision === '' ? await settles(choice, delivery) : undefined;",
      },
    ],
    check: 'Settling',
    within: 100,
  },
  {
    fault: 'Use an approval twice',
    changes: [
      {
        file: 'functions/remediate/choose.ts',
        from: 'decision: requestDecision(finding.id, approval.request),',
        to: 'decision: now.decisionId,',
      },
      {
        file: WEIGH_CLAIM,
        from: "if (asked.used) return 'The request was used before.';",
        to: '',
      },
    ],
    check: 'Never 13',
    within: 20,
  },
  {
    fault: 'Let him approve who deployed',
    changes: [
      {
        file: 'shared/engine/approver.ts',
        from: 'return deployedBy.includes(principalText(parsePrincipal(by)))',
        to: 'return deployedBy.length > 99',
      },
    ],
    check: 'Never 13',
    within: 150,
  },
  {
    fault: 'Lend an account',
    changes: [
      {
        file: 'functions/remediate/actions/existing-account.ts',
        from: "if (state === 'granted') return { kind: 'plan', plan };",
        to: "if (state !== undefined) return { kind: 'plan', plan };",
      },
    ],
    check: 'Never 11',
    within: 650,
  },
  {
    fault: 'Do what the deployment does not allow',
    changes: [
      {
        file: 'functions/remediate/propose.ts',
        from: '!deployment.actions.includes(id)',
        to: 'deployment.actions.length > 9',
      },
      {
        file: 'shared/policy/build-policy.ts',
        from: 'allowedActions: deployment.actions,',
        to: "allowedActions: ['assign-service-account', 'grant-token-creator', 'grant-act-as'],",
      },
    ],
    check: 'Never 12',
    within: 50,
  },
  {
    fault: 'Take a claim from whoever holds it',
    changes: [
      {
        file: WEIGH_CLAIM,
        from: 'return others && isBefore(request.at, own.leaseUntil)',
        to: "return others && own.leaseUntil === ''",
      },
    ],
    check: 'One at a time',
    within: 20,
  },
  {
    fault: 'Skip the claim',
    changes: [
      {
        file: 'functions/remediate/claim.ts',
        from: "if (answer.kind === 'busy')",
        to: "if (answer.kind === 'busy' && decision === '')",
      },
      {
        file: 'shared/ledger/sqlite/journal.ts',
        from: 'WHERE decision = ? AND owner = ?`',
        to: "WHERE decision = ? AND ? <> ''`",
      },
    ],
    check: 'One at a time',
    within: 50,
  },
  {
    fault: 'Take a job from the decision that holds it',
    changes: [
      {
        file: WEIGH_CLAIM,
        from: "if (isBefore(request.at, until)) return { kind: 'busy', until };",
        to: '',
      },
    ],
    check: 'One at a time',
    within: 200,
  },
  {
    fault: 'Write twice on retry',
    changes: [
      {
        file: MOVE_JOB,
        from: "if (before !== undefined && before['generation'] !== generation)",
        to: "if (before !== undefined && before['generation'] === '')",
      },
      {
        file: MOVE_JOB,
        from: 'if (step.lastModifier !== undefined && step.lastModifier.toLowerCase() !== lastModifier)',
        to: "if (step.lastModifier === 'nobody')",
      },
    ],
    check: 'Never 8',
    within: 200,
  },
  {
    fault: 'Take a wider policy at once',
    changes: [
      {
        file: 'shared/engine/policy-in-force.ts',
        from: 'if (newest === undefined || delay === 0)',
        to: 'if (newest === undefined || delay >= 0)',
      },
    ],
    check: 'Never 10',
    within: 250,
  },
  {
    fault: 'Tell nobody of a wider policy',
    changes: [
      {
        file: 'shared/engine/policy-source.ts',
        from: 'if (told.widened.has(id)) continue;',
        to: "if (id !== '') continue;",
      },
    ],
    check: 'Never 12: what widens',
    within: 50,
  },
  {
    fault: 'Trust the message',
    changes: [
      {
        file: 'functions/remediate/choose.ts',
        from: 'const { decision } = now.judgement;',
        to: "const decision = { ...now.judgement.decision, ...(delivery.message.decision.includes('.remediate.') ? { mode: 'remediate' } : {}) };",
      },
    ],
    check: 'Never 10',
    within: 300,
  },
];
