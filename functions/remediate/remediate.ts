import { FunctionMessage } from '../../shared/domain/message.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import { lookKey } from '../../shared/domain/wake.ts';
import type { Push } from '../../shared/push/push.ts';
import type { RemediatePorts } from './ports.ts';
import { remediateFinding } from './remediate-finding.ts';

/**
 * Handles one push of `decisions`. The message only says where to look: the finding is loaded, the world is read again
 * and judged again under the policy now in force. Safe to repeat. Throws what should be delivered again.
 */
export async function remediate(push: Push, ports: RemediatePorts): Promise<void> {
  const parsed = FunctionMessage.safeParse(json(push.data));
  if (!parsed.success)
    return ignore('not-a-message', 'Ignored: this is no message of Bailiff.', ports);
  const message = parsed.data;
  // Of evaluate's, which publishes to nobody else.
  if (message.kind !== 'finding') {
    await ports.publisher.publish(TOPICS.outcomes, message);
    const which = message.kind === 'alert' ? { alert: message.alert } : {};
    return ports.log.info(`Handed on: ${message.kind}.`, { ...which, result: message.kind });
  }
  // Read first, so that what is decided below is newer than the wake that it takes away.
  const wake = await ports.ledger.wake(lookKey(message.finding));
  const finding = await ports.ledger.finding(message.finding);
  if (finding === undefined)
    return ignore('no-such-finding', 'Ignored: no finding has this id.', ports);
  const judged = await remediateFinding({ finding, message, ports });
  // An old message judges nothing, and takes away no wake but its own.
  if (
    wake !== undefined &&
    wake.kind !== 'delivery' &&
    (judged || wake.decision === message.decision)
  )
    await ports.ledger.unschedule(wake.key, wake.nonce);
}

async function ignore(reason: string, text: string, ports: RemediatePorts): Promise<void> {
  const result = `remediate.ignored.${reason}`;
  await ports.ledger.count(result);
  ports.log.warn(text, { result });
}

/** `undefined`, which is no message, for what is not JSON. */
function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
