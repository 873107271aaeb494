/**
 * True when the whole text is the pattern, where `*` stands for any text, none and slashes included; nothing else is
 * special. It never steps back to try another way, so the time grows with the text's length alone: names are
 * chosen by strangers, and a regular expression would let them stall every decision.
 */
export function glob(text: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return text === pattern;
  const end = text.length - tail.length;
  if (head.length > end || !text.startsWith(head) || !text.endsWith(tail)) return false;
  let from = head.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at === -1 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
