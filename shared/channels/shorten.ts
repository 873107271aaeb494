/** What is left of a code such as `\u202E` (legible.ts) that was cut in two. */
const HALF_A_CODE = /\\u(?:\{[0-9A-F]{0,6}|[0-9A-F]{0,3})$/;

/**
 * A text that fits, as `fits` says of what would be sent: the whole of it, or its beginning and how much was cut off.
 * `fits` must hold of every beginning of what it holds of. No surrogate pair is split; nor is an escape, where `fits`
 * measures the escaped text and the caller escapes what it gets back.
 */
export function shorten(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  const cut = (length: number) => {
    const kept = beginning(text, length);
    return `${kept} [… ${text.length - kept.length} more characters]`;
  };
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
  const whole = last >= 0xd800 && last <= 0xdbff ? length - 1 : length;
  return text.slice(0, whole).replace(HALF_A_CODE, '');
}
