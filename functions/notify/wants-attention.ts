import { type Finding, UNSETTLED } from '../../shared/domain/finding.ts';
import { reaches } from '../../shared/domain/mode.ts';

/** A ticket is open while one of its findings does. */
export function wantsAttention(finding: Finding): boolean {
  return UNSETTLED.has(finding.state) && reaches(finding.mode, 'ticket');
}
