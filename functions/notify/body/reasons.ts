import type { Block } from '../../../shared/domain/block.ts';
import type { AccountUseCase } from './account-use-case.ts';
import { list } from './list.ts';
import { paragraph } from './paragraph.ts';
import { whyItMatters } from './why-it-matters.ts';

/** Why what is broken matters, each rule once. */
export function reasons({ current }: AccountUseCase): readonly Block[] {
  const known = current.flatMap(({ rule }) => whyItMatters(rule) ?? []);
  const [only, ...more] = new Set(known);
  if (only === undefined) return [];
  return more.length === 0
    ? [paragraph(`Why it matters: ${only}`)]
    : [list('Why it matters', [only, ...more])];
}
