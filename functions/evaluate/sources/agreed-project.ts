import { isProjectId, isProjectNumber } from '../../../shared/domain/resource.ts';
import { type IgnoredReading, ignored } from './ignored.ts';

/** A text and the member of the entry that it stands in. */
export type Mention = readonly [member: string, text: string | undefined];

/** `undefined` for what nobody mentioned. */
interface AgreedProject {
  readonly kind: 'agreed';
  readonly id: string | undefined;
  readonly number: string | undefined;
}

// No legal project is longer; a length is checked before any pattern sees the text.
const LONGEST = 128;

/** The project that the mentions agree on: one id, and beside it one number, which only Google can compare. */
export function agreedProject(mentions: readonly Mention[]): AgreedProject | IgnoredReading {
  const present = mentions.filter(([, text]) => text !== undefined && text !== '');
  const illegal = present.find(([, text = '']) => text.length > LONGEST || !isProject(text));
  if (illegal !== undefined)
    return ignored('illegal-name', `The project in ${illegal[0]} could not be a real one.`);
  const texts = new Set(present.map(([, text = '']) => text));
  const [id, ...otherIds] = [...texts].filter(isProjectId);
  const [number, ...otherNumbers] = [...texts].filter(isProjectNumber);
  if (otherIds.length > 0 || otherNumbers.length > 0)
    return ignored(
      'project-mismatch',
      `The entry disagrees with itself on the project: ${present.map(([member, text]) => `${member} says ${text}`).join(', ')}.`,
    );
  return { kind: 'agreed', id, number };
}

function isProject(text: string): boolean {
  return isProjectId(text) || isProjectNumber(text);
}
