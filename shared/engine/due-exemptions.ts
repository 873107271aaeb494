import { holds } from '../policy/judge-exemptions.ts';
import type { Exemption, Policy } from '../policy/policy.ts';

/** What is to be done about an exemption on a day; how often it is asked, and whether days were missed, changes nothing. */
export type DueExemption =
  /** It ends within so many days, the nearest of the marks that it has come to. */
  | { readonly kind: 'ends'; readonly exemption: Exemption; readonly withinDays: number }
  /** Its last day is over. */
  | { readonly kind: 'lapsed'; readonly exemption: Exemption };

/** Days before its end at which an owner is warned, nearest first. */
const MARKS = [1, 7] as const;
const DAY_MS = 86_400_000;

/** The exemptions of which somebody must be told on this day (YYYY-MM-DD, UTC). */
export function dueExemptions(
  { exemptions }: Pick<Policy, 'exemptions'>,
  today: string,
): readonly DueExemption[] {
  return exemptions.flatMap((exemption): DueExemption[] => {
    if (!holds(exemption, today)) return [{ kind: 'lapsed', exemption }];
    const left = (Date.parse(exemption.expires) - Date.parse(today)) / DAY_MS;
    const withinDays = MARKS.find((mark) => left <= mark);
    return withinDays === undefined ? [] : [{ kind: 'ends', exemption, withinDays }];
  });
}
