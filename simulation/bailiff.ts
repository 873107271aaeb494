import { approve } from '../functions/console/approve.ts';
import type { Answer } from '../functions/console/approver-ports.ts';
import { closeAlert } from '../functions/console/close-alert.ts';
import { reject } from '../functions/console/reject.ts';
import { setCeiling } from '../functions/console/set-ceiling.ts';
import { undo } from '../functions/console/undo.ts';
import { alertOnRejectedPolicy } from '../functions/evaluate/alert-on-rejected-policy.ts';
import { alertOnWidenedPolicy } from '../functions/evaluate/alert-on-widened-policy.ts';
import { evaluate } from '../functions/evaluate/evaluate.ts';
import { auditLog } from '../functions/evaluate/sources/audit-log.ts';
import { NO_CHANNELS } from '../functions/notify/deliver/open-channels.ts';
import { notify } from '../functions/notify/notify.ts';
import { googlePorts } from '../functions/remediate/google-ports.ts';
import { remediate } from '../functions/remediate/remediate.ts';
import { sweep } from '../functions/sweep/sweep.ts';
import type { Deployment } from '../shared/domain/deployment.ts';
import type { Mode } from '../shared/domain/mode.ts';
import { policyAt } from '../shared/engine/policy-at.ts';
import { openPolicySource } from '../shared/engine/policy-source.ts';
import { assets } from '../shared/gcp/assets.ts';
import { publisher } from '../shared/gcp/publisher.ts';
import type { Ledger } from '../shared/ledger/ledger.ts';
import type { Log } from '../shared/log.ts';
import type { loadPolicy } from '../shared/policy/load.ts';
import type { Push } from '../shared/push/push.ts';
import { RULES } from '../shared/rules/registry.ts';
import { memberOf } from './identities.ts';
import { googleOver, type Send } from './local-apis.ts';

export interface BailiffParts {
  readonly deployment: Deployment;
  readonly policyAddress: string;
  readonly policyDelaySeconds: number;
  readonly load: typeof loadPolicy;
  readonly ledger: Ledger;
  readonly send: Send;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly newId: () => string;
}

type Handle = (push: Push) => Promise<void>;

/** What an approver can do. */
export interface Approvals {
  approve(finding: string, by: string): Promise<Answer | undefined>;
  reject(finding: string, by: string): Promise<Answer | undefined>;
  undo(finding: string, by: string): Promise<Answer | undefined>;
  setCeiling(mode: Mode, by: string): Promise<Answer>;
  closeAlert(alert: string, by: string): Promise<Answer>;
}

/** Starts one process of each function as its index.ts does, but for where its time and its answers come from. */
export const START = {
  evaluate(parts: BailiffParts): Handle {
    const { deployment, ledger, log, policyAddress: address } = parts;
    const google = googleOver(parts.send, memberOf(deployment.identities.evaluate));
    const { readers } = googlePorts(google, deployment);
    const now = () => instant(parts);
    const world = { ledger, publisher: publisher(google, deployment.project), readers, now };
    const policy = openPolicySource({
      ...sourceOf(parts, memberOf(deployment.identities.evaluate)),
      onRejected: (digest, faults) => alertOnRejectedPolicy(address, digest, faults, world),
      onWidened: (widened) => alertOnWidenedPolicy(address, widened, world),
    });
    const ports = { ...world, source: auditLog, policy, rules: RULES, deployment, log };
    return (push) => evaluate(push, ports);
  },

  remediate(parts: BailiffParts): Handle {
    const { deployment, ledger, log, newId, sleep } = parts;
    const self = memberOf(deployment.identities.remediate);
    const ports = {
      ...googlePorts(googleOver(parts.send, self), deployment),
      ledger,
      policy: openPolicySource(sourceOf(parts, self)),
      rules: RULES,
      now: () => instant(parts),
      sleep,
      nonce: newId,
      owner: newId,
      log,
    };
    return (push) => remediate(push, ports);
  },

  notify(parts: BailiffParts): Handle {
    const { ledger, log, newId: owner } = parts;
    const ports = { ledger, channels: NO_CHANNELS, now: () => instant(parts), owner };
    return (push) => notify(push, log, ports);
  },

  sweep(parts: BailiffParts): Handle {
    const { deployment, ledger, log } = parts;
    const google = googleOver(parts.send, memberOf(deployment.identities.sweep));
    const { organization, project } = deployment;
    const now = () => instant(parts);
    const ports = { inventory: assets(google), ledger, organization, now, log };
    return (push) => sweep(push, { ...ports, publisher: publisher(google, project) });
  },
} as const;

/** The console, as far as approvers use it. */
export function startConsole(parts: BailiffParts): Approvals {
  const { deployment, ledger, newId } = parts;
  const google = googleOver(parts.send, memberOf(deployment.identities.console));
  const ports = {
    ledger,
    deployment,
    authenticate: async () => ({ kind: 'nobody' as const, why: 'There is no HTTP here.' }),
    publisher: publisher(google, deployment.project),
    now: () => instant(parts),
    newId,
  };
  const on =
    <Rest>(
      act: (
        finding: NonNullable<Awaited<ReturnType<Ledger['finding']>>>,
        by: string,
        rest: Rest,
        to: typeof ports,
      ) => Promise<Answer>,
      rest: Rest,
    ) =>
    async (id: string, by: string) => {
      const finding = await ledger.finding(id);
      return finding === undefined ? undefined : act(finding, by, rest, ports);
    };
  return {
    approve: on(approve, {}),
    reject: on(reject, { reason: 'not now' }),
    undo: on(undo, {}),
    setCeiling: (mode, by) => setCeiling(mode, by, 'So it is wanted.', ports),
    closeAlert: (alert, by) => closeAlert(alert, by, 'It is dealt with.', ports),
  };
}

function sourceOf(
  { policyAddress, policyDelaySeconds, load, deployment, now, send }: BailiffParts,
  as: string,
) {
  const place = policyAt(policyAddress, googleOver(send, as));
  return { place, delaySeconds: policyDelaySeconds, load, deployment, rules: RULES, now };
}

function instant({ now }: BailiffParts): string {
  return new Date(now()).toISOString();
}
