import { fightAlertKey, openFight, type SetBack } from '../../shared/domain/fight.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import { quotedClient } from '../../shared/domain/quoted-client.ts';
import { fightOf } from '../../shared/engine/standing-caps.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { noteAlert } from './note-alert.ts';
import type { EvaluatePorts } from './ports.ts';
import { preventDefaultAccount } from './prevent-default-account.ts';

/**
 * Marks a job that is set back again and again after it was mended as fought over, which it stays until an approver
 * closes the one alert of it, and raises that alert. Answers the finding as it then stands.
 */
export async function alertOnFight(
  finding: Finding,
  policy: Policy,
  ports: EvaluatePorts,
): Promise<Finding> {
  const at = ports.now();
  const recent = fightOf(finding, { policy, at });
  const newest = recent.at(-1);
  const open = openFight(finding);
  if (open === undefined && newest === undefined) return finding;
  // Marked before it is raised: whoever is cut off in between raises it with the next delivery.
  const fight = open ?? {
    alert: fightAlertKey(finding.id, newest ?? at),
    at,
    prevent: preventionFor(finding, ports),
  };
  const what = 'fought over: an approver has to close the alert';
  const marked =
    open === undefined
      ? await ports.ledger.move(finding.id, { fight, entry: { at, what } })
      : finding;
  const { id, resourceName } = finding;
  await noteAlert(
    {
      ...{ key: fight.alert, kind: 'fight', severity: 'high', about: resourceName, finding: id },
      text: textOf(finding, recent.length === 0 ? finding.setBacks : recent),
    },
    ports,
  );
  return marked ?? finding;
}

function textOf(
  { resourceName, rule, setBackBy = [], principal }: Finding,
  setBacks: readonly string[],
): string {
  const last = setBackBy.at(-1);
  const who = last === undefined ? principal : named(last);
  const others = new Set(setBackBy.map(({ by }) => by).filter((by) => by !== last?.by));
  const more = others.size === 0 ? '' : `; before that also by ${[...others].join(', ')}`;
  return `${resourceName} was mended and set back ${setBacks.length} times since ${setBacks[0]}, last by ${who}${more}. Bailiff only keeps a ticket of it until an approver closes this alert. Settle with them which account the job is to run as, or exempt it from ${rule} in the policy; the ticket says how the project can refuse such deploys.`;
}

function named({ by, client }: SetBack): string {
  const says = quotedClient(client);
  return says === undefined ? by : `${by} (whose client calls itself ${says})`;
}

function preventionFor({ rule, attempted, resource }: Finding, { deployment }: EvaluatePorts) {
  if (rule !== 'default-service-account' || attempted) return [];
  return preventDefaultAccount(deployment.organization, resource.project);
}
