import { oneLine } from './one-line.ts';

/**
 * A quoted string of Terraform's language that stands for the text and expands nothing in it; see oneLine for what it
 * changes. https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export function hclString(text: string): string {
  const escaped = oneLine(text)
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/\$(?=\{)/g, '\\u0024')
    .replace(/%(?=\{)/g, '\\u0025');
  return `"${escaped}"`;
}
