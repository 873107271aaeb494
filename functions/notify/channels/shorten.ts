/**
 * A text that fits, as `fits` says of what would be sent: the whole of it, or its beginning and how much was cut off.
 * `fits` must hold of every beginning of what it holds of. No surrogate pair is split; nor is an escape, where `fits`
 * measures the escaped text and the caller escapes what it gets back.
 */
export function shorten(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  const cut = (length: number) =>
    `${beginning(text, length)} [… ${text.length - length} more characters]`;
  let [least, most] = [0, text.length];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (fits(cut(middle))) least = middle;
    else most = middle - 1;
  }
  return cut(least);
}

/** At most so many UTF-16 units. */
export function within(units: number): (text: string) => boolean {
  return ({ length }) => length <= units;
}

function beginning(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
