export interface ReadMail {
  /** By their names in lower case, decoded; one that comes twice is a list of two. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** By media type, e.g. `text/plain`. */
  readonly parts: Readonly<Record<string, string>>;
}

/** A mail as a reader's program takes it apart: RFC 5322, 2045, 2046 and 2047, as far as one alternative needs them. */
export function readMail(bytes: string): ReadMail {
  const { headers, body } = split(bytes);
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type']?.[0] ?? '')?.[1];
  if (boundary === undefined) throw new Error('The mail has no alternatives.');
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1);
  const parts = pieces.map((piece) => {
    const part = split(piece.replace(/^\r\n/, ''));
    const type = part.headers['content-type']?.[0]?.split(';')[0] ?? '';
    return [type, contentOf(part.headers['content-transfer-encoding']?.[0] ?? '', part.body)];
  });
  return { headers, parts: Object.fromEntries(parts) };
}

function split(bytes: string) {
  const at = bytes.indexOf('\r\n\r\n');
  const lines = bytes
    .slice(0, at)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers: Record<string, string[]> = {};
  for (const line of lines) {
    const [, name = '', value = ''] = /^([!-9;-~]+): ?([^\r\n]*)$/.exec(line) ?? [];
    if (name === '') throw new Error(`This is no header: ${JSON.stringify(line)}`);
    headers[name.toLowerCase()] = [...(headers[name.toLowerCase()] ?? []), words(value)];
  }
  return { headers, body: bytes.slice(at + 4) };
}

/** Encoded words, those that follow each other as one. */
function words(value: string): string {
  return value
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('latin1')
        : quoted(text.replaceAll('_', ' ')),
    )
    .replace(/[\x80-\xff]+/g, (octets) => Buffer.from(octets, 'latin1').toString('utf8'));
}

function contentOf(encoding: string, body: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  const octets = encoding === 'quoted-printable' ? quoted(body.replace(/=\r\n/g, '')) : body;
  return Buffer.from(octets, 'latin1').toString('utf8').replaceAll('\r\n', '\n');
}

function quoted(text: string): string {
  return text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
