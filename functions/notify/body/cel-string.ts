/**
 * A string literal of CEL that stands for the text, in printable ASCII alone.
 * https://github.com/google/cel-spec/blob/master/doc/langdef.md#string-and-bytes-values
 */
export function celString(text: string): string {
  const escaped = Array.from(text.toWellFormed(), (sign) => {
    if (sign === '"' || sign === '\\') return `\\${sign}`;
    const point = sign.codePointAt(0) ?? 0;
    if (point >= 0x20 && point < 0x7f) return sign;
    const digits = point.toString(16);
    return point > 0xffff ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
  });
  return `"${escaped.join('')}"`;
}
