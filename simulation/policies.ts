import { MODES, type Mode } from '../shared/domain/mode.ts';
import type { Random } from './random.ts';
import {
  ADMIN,
  DEV,
  OPS,
  PROJECT_IDS,
  type ProjectId,
  REPORTS,
  RUNTIME,
  TERRAFORM,
} from './setting.ts';

/** What one version of the policy file says, kept beside it so that what Bailiff does can be held against it. */
export interface Said {
  /** Of default-service-account, by project. */
  readonly modes: Readonly<Record<ProjectId, Mode>>;
  readonly accessMode: Mode;
  readonly action: 'create' | 'existing';
  readonly roles: readonly string[];
  readonly remediateExecuted: boolean;
  readonly perHour: number;
  readonly perProject: number;
  readonly settleSeconds: number;
  readonly setBacks: number;
  readonly managed: readonly string[];
  readonly trust: readonly {
    readonly projects: readonly ProjectId[];
    readonly accounts: readonly string[];
    readonly deployers: readonly string[];
    readonly restore: boolean;
  }[];
  /** Jobs that may stay as they are. */
  readonly exempt: readonly string[];
}

const LOG_WRITER = 'roles/logging.logWriter';

export function drawPolicy(random: Random, jobs: readonly string[]): Said {
  const mode = (): Mode =>
    random.chance(0.75) ? 'remediate' : random.pick(['approve', 'approve', ...MODES]);
  const some = <T>(values: readonly T[]): readonly T[] => values.filter(() => random.chance(0.7));
  const perHour = random.pick([1, 4, 8, 50, 50]);
  return {
    modes: { 'payments-prod': mode(), 'data-dev': mode() },
    accessMode: mode(),
    action: random.pick(['create', 'create', 'existing']),
    roles: random.pick([[], [LOG_WRITER]]),
    remediateExecuted: random.chance(0.8),
    perHour,
    perProject: random.pick([1, 2, 25].filter((most) => most <= perHour)),
    settleSeconds: random.pick([0, 0, 30, 120]),
    setBacks: random.pick([2, 5]),
    managed: random.chance(0.3) ? [TERRAFORM] : [],
    trust: random.chance(0.95)
      ? [
          {
            projects: some(PROJECT_IDS).length === 0 ? ['payments-prod'] : PROJECT_IDS,
            accounts: [RUNTIME],
            deployers: random.chance(0.85) ? [DEV, OPS] : [OPS],
            restore: random.chance(0.5),
          },
        ]
      : [],
    exempt: random.chance(0.2) ? [random.pick(jobs)] : [],
  };
}

/** The policy file that says so: JSON is YAML. */
export function policyText(said: Said): string {
  const action =
    said.action === 'create' ? { create: { roles: said.roles } } : { existing: REPORTS };
  const inProject = (project: ProjectId) => ({
    name: project,
    when: `finding.resource.project == "${project}"`,
    mode: said.modes[project],
    action: project === 'payments-prod' ? action : { create: { roles: said.roles } },
    remediateExecuted: said.remediateExecuted,
  });
  const access = { mode: said.accessMode };
  return JSON.stringify({
    apiVersion: 'bailiff/v1',
    defaults: { mode: 'ticket', owner: ADMIN },
    limits: {
      remediationsPerHour: said.perHour,
      remediationsPerHourPerProject: said.perProject,
      fight: { setBacks: said.setBacks, window: '24h' },
    },
    settle: `${said.settleSeconds}s`,
    managed: said.managed,
    rules: {
      'default-service-account': { mode: 'ticket', overrides: PROJECT_IDS.map(inProject) },
      'missing-token-creator': access,
      'missing-act-as': access,
      'cross-project-use-disabled': { mode: 'ticket' },
      'service-account-unusable': { mode: 'ticket' },
    },
    trust: said.trust,
    exemptions: said.exempt.map((job, index) => ({
      id: `EX-${index + 1}`,
      rule: 'default-service-account',
      when: `finding.resource.job == "${job}"`,
      reason: 'It may stay as it is until its owner has moved.',
      owner: DEV,
      approvedBy: ADMIN,
      expires: '2031-01-01',
    })),
  });
}
