import { ApiFailure } from './api-failure.ts';

// Shorter texts stand in any sentence by chance, and hold no secret.
const SHORTEST = 4;

/**
 * The failure of a write of `body`, without its message where that repeats a text of the body's containers or a
 * start token: the API quotes values that it refuses, and those may be secrets.
 */
export function withheld(error: unknown, body: Readonly<Record<string, unknown>>): unknown {
  if (!(error instanceof ApiFailure)) return error;
  const { message, status, code, reason, api, retryable } = error;
  const texts = [
    ...textsIn(body['template'], false),
    body['startExecutionToken'],
    body['runExecutionToken'],
  ].filter((text) => typeof text === 'string');
  const quotes = texts.some((text) => text.length >= SHORTEST && message.includes(text));
  if (!quotes) return error;
  return new ApiFailure(
    `${api} refused the job (${code}); its message is left out, since it repeats a part of the job that may be secret.`,
    { status, code, reason, api, retryable },
  );
}

/** Every text at or below a member whose content is the owner's: env values, arguments and commands. */
function textsIn(value: unknown, secret: boolean): readonly string[] {
  if (typeof value === 'string') return secret ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, secret));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    textsIn(member, secret || name === 'value' || name === 'args' || name === 'command'),
  );
}
