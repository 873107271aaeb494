const MOST = 120;

/**
 * What a client says of itself, in quotes, cut down to plain characters, so that it is neither link, mention nor markup
 * wherever a ticket is shown; `undefined` when it says nothing. Its caller chose it, so nothing may rest on it.
 */
export function quotedClient(client: string | undefined): string | undefined {
  const plain = (client ?? '')
    .replace(/[^A-Za-z0-9 ._/+();,=-]/g, ' ')
    .replace(/\/{2,}|www\./gi, ' ')
    .replace(/ +/g, ' ')
    .trim();
  if (plain === '') return undefined;
  return plain.length > MOST ? `"${plain.slice(0, MOST)}..."` : `"${plain}"`;
}
