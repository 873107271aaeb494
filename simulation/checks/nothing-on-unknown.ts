import type { Check } from './check.ts';
import { takesBack } from './made-accounts.ts';

/** Whoever was refused an answer, and did not get it since, changes nothing. */
export const nothingOnUnknown: Check = {
  name: 'Never 6: nothing on unknown',
  onWrite(write) {
    const [unread] = write.unread;
    if (unread === undefined || takesBack(write)) return undefined;
    return `It had not been able to read ${unread.slice(0, 200)}.`;
  },
};
