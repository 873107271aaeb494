const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

export interface ReadHtml {
  readonly text: string;
  /** Names of the elements in it, each with the names of its attributes: `a href`. */
  readonly elements: readonly string[];
  readonly links: readonly { readonly text: string; readonly url: string }[];
}

/** HTML as a browser's tokenizer takes it apart; a `<` always begins a tag here, which is stricter. */
export function readHtml(html: string): ReadHtml {
  const elements: string[] = [];
  const links: { text: string; url: string }[] = [];
  let text = '';
  let link: { readonly url: string; readonly from: number } | undefined;
  for (const [token] of html.matchAll(/<[^>]*>|[^<]+|</g)) {
    if (!token.startsWith('<')) {
      text += decoded(token);
      continue;
    }
    const [, close, name = '?', rest = ''] = /^<(\/?)(!?\w+)([^>]*)>$/.exec(token) ?? [];
    const attributes = [...rest.matchAll(/([^\s=]+)(?:="([^"]*)")?/g)];
    if (close === '') elements.push([name, ...attributes.map(([, key]) => key)].join(' '));
    if (name !== 'a') continue;
    if (close === '') link = { url: decoded(attributes[0]?.[2] ?? ''), from: text.length };
    else if (link !== undefined) links.push({ text: text.slice(link.from), url: link.url });
  }
  return { text, elements, links };
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(String(hex), 16));
    return NAMED[String(name)] ?? whole;
  });
}
