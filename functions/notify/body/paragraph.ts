import type { Block } from '../../../shared/domain/block.ts';
import { oneLine } from '../../../shared/domain/one-line.ts';

export function paragraph(text: string): Block {
  return { kind: 'paragraph', text: oneLine(text) };
}
