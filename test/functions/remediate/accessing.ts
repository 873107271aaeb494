import { decisionId, type Finding } from '../../../shared/domain/finding.ts';
import type { FunctionMessage } from '../../../shared/domain/message.ts';
import { parsePrincipal } from '../../../shared/domain/principal.ts';
import type { Subject } from '../../../shared/domain/subject.ts';
import { gather } from '../../../shared/engine/gather.ts';
import { gatherAttempt } from '../../../shared/engine/gather-attempt.ts';
import { judge } from '../../../shared/engine/judge.ts';
import { locate } from '../../../shared/engine/locate.ts';
import { attemptPin } from '../../../shared/engine/pins.ts';
import { standingCaps } from '../../../shared/engine/standing-caps.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import { job } from './local-jobs.ts';
import { type Options, type Remediating, remediating } from './remediating.ts';

export const BATCH = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
export const DEV = 'user:dev@example.com';
/** The Cloud Run service agent of payments-prod, as a member. */
export const AGENT =
  'serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com';
export const ACT_AS = 'roles/iam.serviceAccountUser';
export const TOKEN_CREATOR = 'roles/iam.serviceAccountTokenCreator';

/** A policy that mends what trust names: one entry of these lines for jobs of payments-prod. */
export function trusts(...lines: readonly string[]): string {
  return [
    'apiVersion: bailiff/v1',
    'limits: { remediationsPerHour: 500, remediationsPerHourPerProject: 500 }',
    'rules:',
    '  missing-act-as: { mode: remediate }',
    '  missing-token-creator: { mode: remediate }',
    '  cross-project-use-disabled: { mode: approve }',
    '  service-account-unusable: { mode: ticket }',
    'trust:',
    '  - projects: [payments-prod]',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
}

export const TRUSTED = trusts(`accounts: [${BATCH}]`, `deployers: [${DEV}]`, 'restore: true');

interface Attempt {
  readonly name?: string;
  readonly account?: string;
  readonly deployer?: string;
}

/** Remediate, with what evaluate does of denied deploys and of drift. */
export async function accessing(options: Options = {}) {
  const world = await remediating({ policy: TRUSTED, ...options });
  let events = 0;

  async function seen(subject: Subject, principal: string): Promise<readonly FunctionMessage[]> {
    events += 1;
    const event = `access-${events}`;
    const { deployment } = world;
    const policy = await policyOf(world);
    const at = world.now();
    const caps = () => standingCaps(undefined, subject, { policy, deployment, at });
    const today = at.slice(0, 10);
    const asked = { rules: RULES, policy, deployment, today, caps };
    const messages: FunctionMessage[] = [];
    for (const judged of judge(subject, { ...asked, principal: parsePrincipal(principal) })) {
      const live = subject.kind === 'live' ? subject.job : undefined;
      const { uid = '', generation = 0 } = live ?? {};
      const sighting = { ...judged, principal, uid, generation, eventKey: event, at };
      const finding = await world.ledger().see(sighting);
      const decision = decisionId(finding, event);
      messages.push({ kind: 'finding', finding: finding.id, decision, event });
    }
    return messages;
  }

  return {
    ...world,
    /** What evaluate does of a deploy that was denied: its findings are recorded, and their messages returned. */
    denied: async ({ name = 'cp', account = BATCH, deployer = DEV }: Attempt = {}) => {
      const principal = parsePrincipal(deployer);
      const { readers } = world.google;
      const located = await locate('payments-prod', readers);
      if (located.kind !== 'inside') throw new Error('There is no payments-prod.');
      const { project } = located;
      const asked = { resource: job(name), project, serviceAccount: account, principal };
      const pinned = attemptPin(await policyOf(world));
      const denial = { impliesDefault: false, denial: 'act-as' as const };
      const hints = { at: world.now(), pinned };
      const subject = await gatherAttempt({ ...asked, ...denial }, readers, hints);
      return seen(subject, deployer.replace(/^\w+:/, ''));
    },
    /** What evaluate does of a job once something around it has changed. */
    drifted: async (name: string) => {
      const { readers } = world.google;
      const live = await gather(job(name), readers, { named: 'unknown', at: world.now() });
      if (live.kind !== 'live') throw new Error(`There is no job ${name}.`);
      return seen(live.subject, 'admin@example.com');
    },
    /** All findings, by rule. */
    findings: async (): Promise<Readonly<Record<string, Finding>>> => {
      const { findings } = await world.ledger().findings({});
      return Object.fromEntries(findings.map((finding) => [finding.rule, finding]));
    },
    /** The account's bindings. */
    bindings: (email = BATCH) => policyOn(world, email)?.bindings ?? [],
    policyOn: (email = BATCH) => policyOn(world, email),
  };
}
export type Accessing = Awaited<ReturnType<typeof accessing>>;

async function policyOf(world: Remediating) {
  const loaded = await world.ports().policy.current();
  if (!loaded.ok) throw new Error('There is no policy.');
  return loaded.policy;
}

function policyOn(world: Remediating, email: string) {
  return world.allowPolicy(`serviceAccounts/${world.accountOf(email)?.uniqueId}`);
}
