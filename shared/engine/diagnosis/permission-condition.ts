import type { Condition, ConditionId } from '../../domain/diagnosis.ts';
import type { Explanation } from '../../gcp/explanation.ts';
import { type DiagnosisFacts, projectOf } from './facts.ts';
import { type Mending, NOTHING } from './mending.ts';
import { placeWords } from './place-words.ts';

interface Asked {
  readonly id: ConditionId;
  readonly explanation: Explanation;
  /** Who needs the permission: an address, or a phrase with `the`. */
  readonly who: string;
  readonly permission: string;
  /** What does not work without it, as the end of a sentence. */
  readonly consequence: string;
  readonly mending: Mending;
}

/** A condition that is a permission on the account. */
export function permissionCondition(facts: DiagnosisFacts, asked: Asked): Condition {
  const { id, explanation, who, permission, consequence, mending } = asked;
  const { email } = facts.account;
  const subject = who.replace(/^the /, 'The ');
  switch (explanation.state) {
    case 'granted': {
      const where = placeWords(explanation, projectOf(facts));
      const because = `${subject} has ${permission} on ${email}. ${explanation.because}`;
      return { id, state: 'holds', where, because, ...NOTHING };
    }
    case 'denied': {
      const because = `${subject} lacks ${permission} on ${email}, so ${consequence}. ${explanation.because}`;
      if (explanation.denyPolicies.length === 0)
        return { id, state: 'missing', where: '', because, ...mending };
      const remedy = 'A grant does not mend this: ask the owner of that policy for an exception.';
      return { id, state: 'missing', where: '', because: `${because} ${remedy}`, ...NOTHING };
    }
    case 'unknown': {
      const why =
        facts.found.kind === 'missing'
          ? 'The account is not there, so nothing is granted on it; what its project or those above it grant would come with it.'
          : explanation.because;
      const because = `Whether ${who} has ${permission} on ${email} is not known. ${why}`;
      return { id, state: 'unknown', where: '', because, ...mending };
    }
  }
}
