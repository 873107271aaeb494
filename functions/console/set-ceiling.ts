import type { NewAlert } from '../../shared/domain/alert.ts';
import type { Ceiling } from '../../shared/domain/ceiling.ts';
import { lower, MODES, type Mode } from '../../shared/domain/mode.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import type { Answer, ApproverPorts } from './approver-ports.ts';

/** How far Bailiff goes at most now, and who said so. */
export async function showCeiling(ports: ApproverPorts): Promise<Answer> {
  const ceiling = await ports.ledger.ceiling();
  const { mode } = view(ceiling, ports);
  return taken(`Bailiff goes no further than ${mode}.`, ceiling, ports);
}

/**
 * Sets how far Bailiff goes at most in the whole organization, from this moment on, and raises an alert of it. It never
 * raises what the deployment allows. Whoever asks for what stands already has it told again, should that have been cut off.
 */
export async function setCeiling(
  mode: Mode,
  by: string,
  why: string,
  ports: ApproverPorts,
): Promise<Answer> {
  const { ledger, publisher, deployment } = ports;
  const at = ports.now();
  const ceiling = await ledger.setCeiling({ mode, by, at, why });
  const alert = await ledger.raise(alertOf(ceiling, deployment.ceiling), at);
  if (alert.published === undefined)
    await publisher.publish(TOPICS.approvals, { kind: 'alert', alert: alert.id });
  const effective = lower(mode, deployment.ceiling);
  const bound =
    effective === mode ? '' : ` This deployment goes no further than ${deployment.ceiling}.`;
  const said =
    ceiling.at === at && ceiling.by === by
      ? `The ceiling is ${mode} from now on.${bound}`
      : `The ceiling is ${mode} already: ${ceiling.by} set it at ${ceiling.at}.${bound}`;
  return taken(said, ceiling, ports);
}

function taken(said: string, ceiling: Ceiling | undefined, ports: ApproverPorts): Answer {
  return { kind: 'taken', status: 200, body: { said, ...view(ceiling, ports) } };
}

/** `mode` is what holds: the lower of what approvers and the deployment say. */
function view(ceiling: Ceiling | undefined, { deployment }: ApproverPorts) {
  const { history = [], ...set } = ceiling ?? {};
  return {
    mode: lower(ceiling?.mode ?? deployment.ceiling, deployment.ceiling),
    deployment: deployment.ceiling,
    ...(ceiling === undefined ? {} : { set }),
    history,
  };
}

function alertOf(ceiling: Ceiling, deployment: Mode): NewAlert {
  const { number, mode, by, at, why, history } = ceiling;
  const before = history.at(-2)?.mode ?? deployment;
  const lowered = MODES.indexOf(mode) < MODES.indexOf(before);
  const what = lowered
    ? `Nothing that goes further is begun, and what is half done is put back.`
    : `What was only ticketed meanwhile is decided again at the next event or sweep.`;
  return {
    key: `ceiling~${number}`,
    kind: lowered ? 'ceiling-lowered' : 'ceiling-raised',
    severity: 'high',
    text: `${by} set the ceiling of the whole organization from ${before} to ${mode} at ${at}: ${why} ${what} "bailiff ceiling" shows it; if it is not meant, an approver sets it back.`,
    about: 'ceiling',
  };
}
