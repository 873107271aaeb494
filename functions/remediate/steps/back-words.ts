import type { GrantStep } from '../../../shared/domain/revoke-line.ts';
import { unsureGrant } from '../../../shared/engine/unsure-grant.ts';
import type { PutBack } from './step-runner.ts';

/** What is said of a grant that was to be taken back; `taken` is the sentence for one that is gone. */
export function backWords(
  left: 'gone' | 'unsure' | 'not-ours',
  grant: GrantStep,
  taken: string,
): PutBack {
  switch (left) {
    case 'gone':
      return { said: taken };
    case 'unsure':
      return { said: unsureGrant(grant) };
    case 'not-ours':
      return {};
  }
}
