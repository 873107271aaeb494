import { reaches } from '../../shared/domain/mode.ts';
import type { Said } from '../policies.ts';
import { PROJECT_IDS } from '../setting.ts';
import type { Check } from './check.ts';

/** In what a version of the policy file plainly allows more than the one before it. */
function gains(before: Said, after: Said): boolean {
  return (
    PROJECT_IDS.some((project) => !reaches(before.modes[project], after.modes[project])) ||
    !reaches(before.accessMode, after.accessMode) ||
    after.perHour > before.perHour ||
    before.trust.length < after.trust.length ||
    before.exempt.some((job) => !after.exempt.includes(job))
  );
}

/** Whoever has the policy file allow more cannot do so unseen. */
export const tellsOfWidening: Check = {
  name: 'Never 12: what widens the policy is told of',
  async atEnd({ policies: { versions }, ledger }) {
    const alerts = (await ledger.alerts()).filter(
      ({ kind, published }) => kind === 'policy-widened' && published !== undefined,
    );
    return versions.flatMap(({ made, said }, index) => {
      const before = versions[index - 1]?.said;
      const when = new Date(Math.ceil(made / 1000) * 1000).toISOString().replace('.000Z', 'Z');
      if (before === undefined || !gains(before, said)) return [];
      const told = alerts.some(({ text }) => text.includes(`of ${when} allows more`));
      return told ? [] : [`Nobody was told that the version of ${when} allows more.`];
    });
  },
};
