import { digest } from './digest.ts';
import { noteAlert } from './note-alert.ts';
import type { EvaluatePorts } from './ports.ts';

/** Somebody else uses one of Bailiff's identities; `did` says what it did, as the beginning of a sentence. */
export async function alertOnOwnWrite(
  { did, about, eventKey }: { did: string; about: string; eventKey: string },
  ports: EvaluatePorts,
): Promise<void> {
  const text = `${did}, and Bailiff's journal holds no such step: somebody else uses this identity. Take away whoever may act as it or mint its tokens, and look at what else it did.`;
  const key = `own-identity-write~${digest(eventKey)}`;
  await noteAlert(
    { key, kind: 'own-identity-write-without-step', severity: 'critical', text, about },
    ports,
  );
}
