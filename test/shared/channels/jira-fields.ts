import { isDocument } from './jira-documented.ts';
import type { Status } from './jira-workflow.ts';
import { readWiki } from './wiki-reader.ts';

export type Edition = 'cloud' | 'data-center';
type Fault = readonly [field: string, message: string];

export interface Issue {
  readonly id: string;
  readonly key: string;
  indexed: boolean;
  status: Status;
  readonly fields: Record<string, unknown>;
  readonly comments: unknown[];
}

/** What is sent. */
export interface Update {
  readonly fields?: Record<string, unknown>;
  readonly update?: {
    readonly labels?: readonly { readonly add?: string; readonly remove?: string }[];
  };
}
export interface Transit {
  readonly transition: { readonly id: string };
  readonly fields?: { readonly resolution?: { readonly id: string } };
}

const LONGEST = 32_767;
const KNOWN_FIELDS = ['project', 'issuetype', 'summary', 'description', 'labels'];

/** What Jira has against the fields of an issue, if anything. */
export function faultIn(
  edition: Edition,
  fields: Readonly<Record<string, unknown>>,
): Fault | undefined {
  const unknown = Object.keys(fields).find((name) => !KNOWN_FIELDS.includes(name));
  if (unknown !== undefined) return [unknown, `Field '${unknown}' cannot be set.`];
  const { summary, description, labels = [] } = fields;
  if (typeof summary !== 'string' || summary.trim() === '') return ['summary', 'is required'];
  if (summary.includes('\n')) return ['summary', 'must not contain newline characters'];
  if (summary.length > 255) return ['summary', 'must be at most 255 characters'];
  if ((labels as string[]).some((label) => /\s/.test(label) || label.length > 255))
    return ['labels', 'contains spaces which is invalid'];
  return faultInText(edition, 'description', description);
}

export function faultInText(edition: Edition, name: string, text: unknown): Fault | undefined {
  const right = edition === 'cloud' ? isDocument(text) : typeof text === 'string';
  if (!right) return [name, 'Operation value must be an Atlassian Document, or a string in v2'];
  const { length } = typeof text === 'string' ? text : JSON.stringify(text);
  return length > LONGEST ? [name, 'The entered text is too long.'] : undefined;
}

/** What a reader sees of a document or of wiki markup. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return readWiki(value);
  const {
    type,
    text,
    content = [],
  } = value as { type: string; text?: string; content?: unknown[] };
  if (type === 'hardBreak') return '\n';
  const inside = `${text ?? ''}${content.map(textOf).join('')}`;
  return ['text', 'doc', 'bulletList'].includes(type) ? inside : `${inside}\n`;
}
