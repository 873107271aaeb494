import type { Check } from './check.ts';
import { takesBack } from './made-accounts.ts';

const HOUR_MS = 3_600_000;

/** Not more than the owner allows in an hour, nothing on what is exempt, nothing on what Bailiff runs on. */
export const keepsTheLimits: Check = {
  name: 'Never 5: within the limits, nothing exempt, nothing of its own',
  onWrite(write, { policies, deployment }) {
    const { target, since, at, kind } = write;
    if (target.includes(deployment.project)) return 'It changed its own project.';
    if (kind !== 'job' || takesBack(write)) return undefined;
    const job = target.split('/').at(-1) ?? '';
    return policies.allowed(since, at, ({ exempt }) => !exempt.includes(job))
      ? undefined
      : 'The job is exempt.';
  },
  atEnd({ policies, writes }) {
    const found: string[] = [];
    const known = new Map(
      writes.flatMap(({ journal }) => journal.map((one) => [one.decision, one] as const)),
    );
    for (const { finding, plan, started, decision } of known.values()) {
      if (plan?.undoes !== undefined) continue;
      const at = Date.parse(started);
      const project = finding.split('~')[1] ?? '';
      const within = [...known.values()].filter(
        (one) =>
          one.plan?.undoes === undefined &&
          Date.parse(one.started) <= at &&
          Date.parse(one.started) > at - HOUR_MS,
      );
      const here = within.filter((one) => one.finding.split('~')[1] === project);
      const kept = policies.allowed(
        at - 10 * 60_000,
        at,
        ({ perHour, perProject }) => within.length <= perHour && here.length <= perProject,
      );
      if (!kept)
        found.push(
          `${decision} was number ${within.length} within the hour, ${here.length} in its project.`,
        );
    }
    return found;
  },
};
