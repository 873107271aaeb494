import { ApiFailure, LONGEST_MESSAGE } from './api-failure.ts';

// Shorter texts stand in any sentence by chance, and hold no secret.
const SHORTEST = 4;
// Names of accounts, and the sentence by which a retry knows that an account is not known everywhere yet: an env value
// like `prod` stands in them, too.
const HARMLESS =
  /Permission '[\w.]+' denied on service account [\w.:@-]+ \(or it may not exist\)|[\w.-]+@[\w.-]+\.gserviceaccount\.com/g;

/**
 * The failure of a write of `body`, without its message where that repeats a text of the body's containers or a
 * start token, or one line of it: the API quotes values that it refuses, and those may be secrets.
 */
export function withheld(error: unknown, body: Readonly<Record<string, unknown>>): unknown {
  if (!(error instanceof ApiFailure)) return error;
  const { message, status, code, reason, api, retryable } = error;
  const texts = [
    ...textsIn(body['template'], false),
    body['startExecutionToken'],
    body['runExecutionToken'],
  ].filter((text) => typeof text === 'string');
  const lines = texts.flatMap((text) => [text, ...text.split(/[\r\n]+/)]);
  const said = message.replace(HARMLESS, '');
  const cut = message.length >= LONGEST_MESSAGE;
  const quotes = lines.some((line) => isIn(said, line, cut));
  if (!quotes) return error;
  return new ApiFailure(
    `${api} refused the job (${code}); its message is left out, since it repeats a part of the job that may be secret.`,
    { status, code, reason, api, retryable },
  );
}

/** Whether the message repeats the text as it is, escaped in some way, or from its beginning until the message ends. */
function isIn(message: string, text: string, cut: boolean): boolean {
  if (text.length < SHORTEST) return false;
  if (message.includes(text)) return true;
  const bare = bared(text);
  if (bare.length < SHORTEST) return false;
  const said = [bared(message), bared(message.replace(ESCAPE, ''))];
  if (said.some((words) => words.includes(bare))) return true;
  return cut && said.some((words) => endsAmid(words, bare));
}

function endsAmid(words: string, bare: string): boolean {
  for (let length = Math.min(words.length, bare.length); length >= SHORTEST; length -= 1)
    if (words.endsWith(bare.slice(0, length))) return true;
  return false;
}

// Of a backslash and what follows it, in JSON, in C and in Go.
const ESCAPE = /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|.)/gi;

function bared(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
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
