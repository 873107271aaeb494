import type { StepKind } from '../../shared/domain/plan.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import type { OwnWrite } from '../watch.ts';
import type { Check } from './check.ts';

const KINDS: Readonly<Record<OwnWrite['kind'], readonly StepKind[]>> = {
  job: ['assign-service-account'],
  account: ['create-account'],
  policy: ['grant-act-as', 'grant-token-creator', 'grant-project-role'],
  constraint: ['allow-cross-project-use'],
};

/** A step of the write's kind has begun and not ended, or all is being put back. */
function isUnderWay({ plan, steps }: Remediation, kind: OwnWrite['kind']): boolean {
  const open = steps.filter(({ ended }) => ended === undefined);
  return open.some(
    ({ index, kind: step }) => index === plan?.steps.length || KINDS[kind].includes(step),
  );
}

/** Each write stands in the journal before it is made, and Bailiff accuses nobody of what it did itself. */
export const journalsItsWrites: Check = {
  name: 'Never 4: every own write is journalled ahead',
  onWrite(write) {
    return write.journal.some((one) => isUnderWay(one, write.kind))
      ? undefined
      : 'No open step of the journal says so.';
  },
  async atEnd({ ledger }) {
    const alerts = await ledger.alerts();
    return alerts
      .filter(({ kind }) => kind === 'own-identity-write-without-step')
      .map(({ text }) => `It took its own write for a stranger's: ${text}`);
  },
};
