import { FunctionMessage } from '../../shared/domain/message.ts';
import type { Log } from '../../shared/log.ts';
import type { Push } from '../../shared/push/push.ts';
import { ignore } from './ignore.ts';
import type { NotifyPorts } from './ports.ts';
import { publishAlert } from './publish-alert.ts';
import { tellAgain } from './tell-again.ts';
import { tellOfFinding } from './tell-of-finding.ts';

/** Handles one push of `outcomes`, or of the dead-letter topic. Safe to repeat. */
export async function notify(push: Push, log: Log, ports: NotifyPorts): Promise<void> {
  const source = push.attributes['CloudPubSubDeadLetterSourceSubscription'];
  if (source !== undefined) return deadLetter(source, log, ports);
  const message = FunctionMessage.safeParse(readJson(push.data));
  if (!message.success) return ignore('not-a-message', 'It is no message of Bailiff.', log, ports);
  switch (message.data.kind) {
    case 'alert':
      return publishAlert(message.data.alert, log, ports);
    case 'delivery':
      return tellAgain(message.data.delivery, log, ports);
    case 'finding':
      return tellOfFinding(message.data.finding, log, ports);
  }
}

async function deadLetter(subscription: string, log: Log, ports: NotifyPorts): Promise<void> {
  const at = ports.now();
  const alert = await ports.ledger.raise(
    {
      key: `dead-letter:${subscription}:${at.slice(0, 10)}`,
      kind: 'dead-letter',
      severity: 'high',
      text: `A message of the subscription ${subscription} failed at every delivery and lies in the dead-letter topic. The log of the function behind it says why; mend that, then publish the message again.`,
      about: subscription,
    },
    at,
  );
  return publishAlert(alert.id, log, ports);
}

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
