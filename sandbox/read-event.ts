import type { IncomingMessage } from 'node:http';

export type ReadEvent =
  /** `text` is the body as it came; `timestamp` what the entry says. */
  | { readonly ok: true; readonly text: string; readonly timestamp: unknown }
  /** A sentence for the answer. */
  | { readonly ok: false; readonly why: string };

/** The functions take no larger entry; Logging's own limit for audit entries is 512 KiB. */
const LARGEST_BYTES = 1024 * 1024;

/** Reads the body of `POST /sandbox/events`: one JSON object, whatever it holds. */
export async function readEvent(request: IncomingMessage): Promise<ReadEvent> {
  const bytes = await bodyOf(request);
  // Demanded because a foreign page cannot send it without asking this server first, which never agrees.
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(?:;|$)/i.test(type))
    return refused('Send the LogEntry with content-type: application/json.');
  if (bytes === undefined) return refused(`A LogEntry here has at most ${LARGEST_BYTES} bytes.`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const entry: unknown = JSON.parse(text);
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry))
      return { ok: true, text, timestamp: 'timestamp' in entry ? entry.timestamp : undefined };
  } catch {
    // The one answer below serves for everything that is no JSON object.
  }
  return refused('The body is no JSON object. Send one LogEntry.');
}

/** `undefined` when it is too large; it is read to its end all the same, so that the client sees the answer. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= LARGEST_BYTES) chunks.push(chunk as Buffer);
  }
  return size <= LARGEST_BYTES ? Buffer.concat(chunks) : undefined;
}

function refused(why: string): ReadEvent {
  return { ok: false, why };
}
