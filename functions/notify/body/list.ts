/** A heading and its lines, set in; a line may hold several, as Terraform blocks do. */
export function list(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return `${heading}: nothing.`;
  const inner = lines.flatMap((line) => line.split('\n'));
  return [`${heading}:`, ...inner.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
}
