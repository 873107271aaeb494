import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RemediatePorts } from '../../../functions/remediate/ports.ts';
import { DEFAULT, type Remediating, remediating, ruleSays } from './remediating.ts';

/** A policy that has dedicated accounts made with these roles. */
export const creates = (...roles: readonly string[]) =>
  ruleSays(
    'mode: remediate',
    `action: { create: { roles: [${roles.join(', ')}] } }`,
    'remediateExecuted: true',
  );
/** A policy that has this account used. */
export const uses = (email: string) =>
  ruleSays('mode: remediate', `action: { existing: "${email}" }`, 'remediateExecuted: true');
export const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
/** A custom role that lets its holder start builds. */
export const BUILDER = 'projects/payments-prod/roles/builder';
const OFFERED = [
  'roles/logging.logWriter',
  'roles/secretmanager.secretAccessor',
  'roles/storage.objectViewer',
  'roles/withdrawn',
  BUILDER,
];
const accessor = {
  role: 'roles/secretmanager.secretAccessor',
  members: [`serviceAccount:${DEFAULT}`],
};
/** A task that reads the secret. */
export const secret = (name: string) => ({
  containers: [
    {
      image: 'us-docker.pkg.dev/cloudrun/container/job',
      env: [{ name: 'KEY', valueSource: { secretKeyRef: { secret: name, version: '1' } } }],
    },
  ],
});

/** A job that nothing is written for, and why. */
export interface Held {
  readonly title: string;
  readonly policy?: string;
  /** Makes the job and answers the message about it. */
  readonly arrange?: (world: Remediating, name: string) => Promise<unknown>;
  readonly ports?: (world: Remediating) => Partial<RemediatePorts>;
  /** It only shows once an account was made and furnished, which is then put back. */
  readonly begun?: true;
  readonly state: 'held' | 'awaiting-approval';
  readonly because: string | RegExp;
}

/** Makes a job whose last modifier is this, and an event of the principal. */
export const modifiedBy =
  (lastModifier: string | undefined, principal = lastModifier ?? 'unknown') =>
  async (world: Remediating, name: string) => {
    await world.made(name);
    Object.assign(world.jobBody(name), { lastModifier });
    return world.seen(name, principal);
  };

/** Registers a test for each case, in one organization with secrets, a disabled account and a custom role. */
export function holds(cases: readonly Held[]): void {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating({
      deployment: { dedicatedAccountRoles: OFFERED },
      edit: (file) => {
        for (const project of file.projects) {
          if (project.id === 'data-dev')
            project.secrets.push({ name: 'shared', bindings: [accessor] });
          if (project.id !== 'payments-prod') continue;
          project.accounts.push('retired');
          project.bindings.push(accessor);
          project.roles['builder'] = ['cloudbuild.builds.create'];
          project.secrets.push({ name: 'db-password', bindings: [] });
        }
      },
    });
    const retired = world.accountOf('retired@payments-prod.iam.gserviceaccount.com');
    if (retired !== undefined) retired.disabled = true;
  });
  afterAll(() => world.close());

  for (const [index, one] of cases.entries())
    it(one.title, async () => {
      const name = `held-${index}`;
      world.setPolicy(one.policy ?? creates());
      const message = await (one.arrange?.(world, name) ?? world.made(name));
      const before = world.published.length;
      await world.deliver(message, one.ports?.(world));
      const { state, mode, decision, history } = await world.finding(name);
      expect(state).toBe(one.state);
      expect(mode).toBe(one.state === 'held' ? 'ticket' : 'approve');
      const because = decision.because.at(-1);
      if (typeof one.because === 'string') expect(because).toBe(one.because);
      else expect(because).toMatch(one.because);
      expect(history.at(-1)?.what).toContain(because);
      expect(world.runsAs(name)).toBe(DEFAULT);
      const told = world.published.slice(before).filter(({ kind }) => kind === 'finding');
      expect(told).toEqual([
        expect.objectContaining({ kind: 'finding', event: expect.stringContaining('event-') }),
      ]);
      expect((await world.remediations(name)).map(({ outcome }) => outcome?.kind)).toEqual(
        one.begun === true ? ['skipped'] : [],
      );
    });
}
