import type { Block } from '../domain/block.ts';
import { fittingBlocks } from './fitting-blocks.ts';
import { plainBlocks } from './plain-blocks.ts';
import { titleLine } from './title-line.ts';

/** Of description, work_notes and close_notes, as ServiceNow makes the fields. */
const LONGEST_TEXT = 4_000;
const LONGEST_TITLE = 160;

/** A description, work note or close note, cut to what the field holds; not so `last`, which is to be short. */
export function serviceNowText(blocks: readonly Block[], last = ''): string {
  const written = (some: readonly Block[]) => `${plainBlocks(some, guarded)}${last}`;
  return written(fittingBlocks(blocks, (some) => written(some).length <= LONGEST_TEXT));
}

export function serviceNowTitle(title: string): string {
  return titleLine(guarded(title), LONGEST_TITLE);
}

/**
 * Texts are plain, with exceptions: a journal shows what stands in [code] as HTML and @[…] as a mention; a query takes
 * a value that begins with javascript: for a script (people make queries of values by a click); pages expand ${…} and
 * $[…]. A space parts each of them, which reads the same and does nothing.
 * https://www.servicenow.com/docs/csh?topicname=c_JournalFields.html
 */
function guarded(text: string): string {
  return text
    .replace(/\[(\/?)code/gi, '[ $1code')
    .replace(/javascript:/gi, (scheme) => `${scheme.slice(0, -1)} :`)
    .replace(/([$@])([{[])/g, '$1 $2');
}
