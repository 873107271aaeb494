import { grantsOf, grantText, without } from './bindings.ts';
import type { Check } from './check.ts';
import { takesBack } from './made-accounts.ts';

/** What others granted stays, whatever they did while Bailiff read and wrote; it takes back only what it added itself. */
export const losesNoBinding: Check = {
  name: 'Never 3: no binding lost',
  onWrite(write, { writes }) {
    if (write.kind !== 'policy') return undefined;
    const lost = without(grantsOf(write.before), grantsOf(write.after));
    const own = writes.flatMap((earlier) =>
      earlier.kind === 'policy' && earlier.target === write.target
        ? without(grantsOf(earlier.after), grantsOf(earlier.before))
        : [],
    );
    const [others] = without(lost, own);
    if (others !== undefined) return `It took away ${grantText(others)}.`;
    const [first] = lost;
    if (first !== undefined && !takesBack(write))
      return `It took back ${grantText(first)} without being asked.`;
    return undefined;
  },
};
