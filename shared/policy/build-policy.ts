import type { ActionSettings } from '../domain/decision.ts';
import type { Deployment } from '../domain/deployment.ts';
import { type Condition, compileCondition } from './condition.ts';
import { durationSeconds } from './duration.ts';
import type {
  Exemption,
  Limits,
  Override,
  Policy,
  RuleSettings,
  Settings,
  Tickets,
  TrustEntry,
} from './policy.ts';
import type { PolicyFile } from './schema.ts';

/** The policy in force, made of a file that the schema accepted: nothing in here can fail any more. */
export function buildPolicy(file: PolicyFile, deployment: Deployment, digest: string): Policy {
  return {
    digest,
    owner: file.defaults.owner,
    defaultMode: file.defaults.mode,
    limits: limitsOf(file.limits),
    settleSeconds: durationSeconds(file.settle) ?? 0,
    managed: file.managed,
    rules: rulesOf(file.rules),
    exemptions: file.exemptions.map(exemptionOf),
    trust: file.trust.map(trustEntryOf),
    ...(file.tickets === undefined ? {} : { tickets: ticketsOf(file.tickets) }),
    domains: deployment.domains,
    allowedActions: deployment.actions,
  };
}

function limitsOf({ remediationsPerHour, fight, ...limits }: PolicyFile['limits']): Limits {
  // No one project or deployer may use up what is there for all.
  const quarter = Math.max(1, Math.floor(remediationsPerHour / 4));
  const perProject = Math.min(limits.remediationsPerHourPerProject ?? quarter, quarter);
  return {
    remediationsPerHour,
    remediationsPerHourPerProject: perProject,
    remediationsPerHourPerDeployer: quarter,
    // Nor one deployer what is there for all in a project. Rounded up: of one there is nothing to share.
    remediationsPerHourPerDeployerInProject: Math.ceil(perProject / 2),
    fight: { setBacks: fight.setBacks, windowSeconds: durationSeconds(fight.window) ?? 0 },
  };
}

type RuleFile = NonNullable<PolicyFile['rules'][string]>;
type OverrideFile = RuleFile['overrides'][number];

function rulesOf(rules: PolicyFile['rules']): ReadonlyMap<string, RuleSettings> {
  const named = Object.entries(rules).flatMap(([id, rule]) =>
    rule === undefined ? [] : [[id, ruleOf(rule)] as const],
  );
  return new Map(named);
}

function ruleOf(rule: RuleFile): RuleSettings {
  return { ...settingsOf(rule), overrides: rule.overrides.map(overrideOf) };
}

function overrideOf(override: OverrideFile): Override {
  const { name, when } = override;
  return { ...settingsOf(override), name, when: conditionOf(when) };
}

function settingsOf({ mode, action, remediateExecuted }: RuleFile | OverrideFile): Settings {
  return { mode, action: action === undefined ? undefined : actionOf(action), remediateExecuted };
}

function actionOf({ existing, create }: NonNullable<RuleFile['action']>): ActionSettings {
  return {
    ...(existing === undefined ? {} : { existing }),
    ...(create === undefined ? {} : { create }),
  };
}

function exemptionOf(exemption: PolicyFile['exemptions'][number]): Exemption {
  return { ...exemption, when: conditionOf(exemption.when) };
}

function trustEntryOf({ accounts, ...entry }: PolicyFile['trust'][number]): TrustEntry {
  return {
    ...entry,
    accounts: accounts.map((account) =>
      typeof account === 'string'
        ? { email: account, uniqueId: undefined }
        : { email: account.account, uniqueId: account.uniqueId },
    ),
  };
}

function ticketsOf({ owner, routes, otherwise }: NonNullable<PolicyFile['tickets']>): Tickets {
  const { jobLabel, projectLabel } = owner ?? {};
  return {
    owner: {
      ...(jobLabel === undefined ? {} : { jobLabel }),
      ...(projectLabel === undefined ? {} : { projectLabel }),
    },
    routes: routes.map(({ name, when, to }) => ({ name, when: conditionOf(when, 'route'), to })),
    otherwise,
  };
}

function conditionOf(text: string, of?: 'route'): Condition {
  const compiled = compileCondition(text, of);
  if (!compiled.ok) throw new Error(`The condition ${text} compiled before and does not now.`);
  return compiled.condition;
}
