import { SIGNATURES, type Signature } from './token/id-token.ts';

/** The service account that a push subscription authenticates as. */
export interface PushIdentity {
  readonly email: string;
  /** As the subscription has it, letter for letter. */
  readonly audience: string;
  readonly signature: Signature;
}

type Reading = (name: string) => string | undefined;
type Faulting = (sentence: string) => undefined;

const SIGNATURE = 'BAILIFF_PUSH_SIGNATURE';

/**
 * Reads BAILIFF_PUSH_IDENTITY, BAILIFF_PUSH_AUDIENCE and BAILIFF_PUSH_SIGNATURE, each `undefined` when it is not set.
 * `fault` is told a sentence for each fault; with one there is no answer.
 */
export function pushSettings(read: Reading, fault: Faulting): PushIdentity | undefined {
  const names = ['BAILIFF_PUSH_IDENTITY', 'BAILIFF_PUSH_AUDIENCE'] as const;
  const [email, audience] = names.map((name) => read(name));
  const signature = signatureOf(read, fault);
  if (email === undefined && audience === undefined) {
    if (read(SIGNATURE) === undefined) return undefined;
    return fault(`${SIGNATURE} says nothing without ${names.join(' and ')}; set all or none.`);
  }
  if (email === undefined || audience === undefined) {
    const [there, missing] = email === undefined ? names.toReversed() : names;
    return fault(
      `${there} is set and ${missing} is not; set both, or neither where no Pub/Sub pushes.`,
    );
  }
  if (!/^[^\s@:]+@[^\s@]+\.gserviceaccount\.com$/.test(email))
    fault(`${names[0]} is no service account; set it to the email of the push subscription's.`);
  if (!URL.canParse(audience) || new URL(audience).protocol !== 'https:')
    fault(`${names[1]} is no https address; set it to the audience of the push subscription.`);
  return signature === undefined ? undefined : { email, audience, signature };
}

function signatureOf(read: Reading, fault: Faulting): Signature | undefined {
  const text = read(SIGNATURE) ?? 'checked-here';
  const signature = SIGNATURES.find((one) => one === text);
  return (
    signature ??
    fault(`${SIGNATURE} is none of ${SIGNATURES.join(', ')}; leave it out for checked-here.`)
  );
}
