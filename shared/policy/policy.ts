import type { ActionSettings } from '../domain/decision.ts';
import type { Deployment } from '../domain/deployment.ts';
import type { Mode } from '../domain/mode.ts';
import type { Condition } from './condition.ts';

export interface Settings {
  readonly mode: Mode;
  readonly action: ActionSettings | undefined;
  readonly remediateExecuted: boolean;
}

export interface Override extends Settings {
  readonly name: string;
  readonly when: Condition;
}

export interface RuleSettings extends Settings {
  readonly overrides: readonly Override[];
}

export interface Exemption {
  readonly id: string;
  readonly rule: string;
  readonly when: Condition;
  readonly reason: string;
  readonly owner: string;
  readonly approvedBy: string;
  /** The last day, YYYY-MM-DD in UTC. */
  readonly expires: string;
}

export interface Limits {
  readonly remediationsPerHour: number;
  readonly remediationsPerHourPerProject: number;
  readonly fight: { readonly setBacks: number; readonly windowSeconds: number };
}

/** A policy file that was found sound, with its defaults filled in and its conditions compiled. */
export interface Policy {
  /** SHA-256 of the file, hex; every decision carries it. */
  readonly digest: string;
  readonly owner: string | undefined;
  /** The mode of every rule that the file does not name. */
  readonly defaultMode: Mode;
  readonly limits: Limits;
  readonly settleSeconds: number;
  /** `user:` and `serviceAccount:` members whose jobs are held at `ticket`. */
  readonly managed: readonly string[];
  readonly rules: ReadonlyMap<string, RuleSettings>;
  readonly exemptions: readonly Exemption[];
  /** What the deployment in force allows, whatever the file asks for. */
  readonly allowedActions: Deployment['actions'];
}
