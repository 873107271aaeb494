import { SECRET } from '../setting.ts';
import type { Check } from './check.ts';

/** What stands in the environment and in the arguments of jobs is nowhere but there. */
export const tellsNoSecret: Check = {
  name: 'Never 9: nothing secret in ledger, tickets, logs',
  async atEnd({ ledger, lines, queue }) {
    const { findings } = await ledger.findings({ limit: 500 });
    const remediations = await Promise.all(
      findings.map(({ resourceName }) => ledger.remediationsOf(resourceName)),
    );
    const places: readonly (readonly [string, unknown])[] = [
      ['a finding', findings],
      ['the journal', remediations],
      ['a ticket', await ledger.tickets()],
      ['an alert', await ledger.alerts()],
      ['a message', queue.between()],
      ['the log', lines],
    ];
    return places
      .filter(([, what]) => JSON.stringify(what).includes(SECRET))
      .map(([place]) => `The value of a variable is in ${place}.`);
  },
};
