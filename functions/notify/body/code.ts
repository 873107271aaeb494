import type { Block } from '../../../shared/domain/block.ts';
import { oneLine } from '../../../shared/domain/one-line.ts';
import { paragraph } from './paragraph.ts';

/** A heading and lines to be copied as they are; no text can begin another line. */
export function code(heading: string, lines: readonly string[]): Block {
  if (lines.length === 0) return paragraph(`${heading}: nothing.`);
  return { kind: 'code', heading: oneLine(heading), lines: lines.map(oneLine) };
}
