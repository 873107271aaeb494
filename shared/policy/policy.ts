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
  /** Of what one principal deployed, wherever. */
  readonly remediationsPerHourPerDeployer: number;
  /** Of what one principal deployed in one project. */
  readonly remediationsPerHourPerDeployerInProject: number;
  readonly fight: { readonly setBacks: number; readonly windowSeconds: number };
}

/** An account that jobs of other projects may be let use. */
interface TrustedAccount {
  readonly email: string;
  /** The account must have this unique id, so that one made again under its address is not trusted; `undefined` for any. */
  readonly uniqueId: string | undefined;
}

/** Access that the owner named: literal, and granted exactly as written. */
export interface TrustEntry {
  /** Ids of the jobs' projects. */
  readonly projects: readonly string[];
  readonly accounts: readonly TrustedAccount[];
  /** `user:`, `serviceAccount:` and `group:` members that may be let act as the accounts. */
  readonly deployers: readonly string[];
  /** Token minting that was taken away from under a job is put back, once per binding and day. */
  readonly restore: boolean;
}

/** Where tickets go, besides the ledger's own tracker. */
export interface Tickets {
  /** Labels that say who owns a job: the job's, else the project's. */
  readonly owner: { readonly jobLabel?: string; readonly projectLabel?: string };
  readonly routes: readonly {
    readonly name: string;
    readonly when: Condition;
    /** Names of channels, each once. */
    readonly to: readonly string[];
  }[];
  readonly otherwise: readonly string[];
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
  readonly trust: readonly TrustEntry[];
  /** Left out where the file says nothing of it. */
  readonly tickets?: Tickets;
  /** The deployment's: users of other domains are let do nothing. */
  readonly domains: Deployment['domains'];
  /** What the deployment in force allows, whatever the file asks for. */
  readonly allowedActions: Deployment['actions'];
  /** What else bounds it while it waits for its delay; left out for a version that is in force alone. */
  readonly held?: Held;
}

/** A version that allows more than those before it, and how far they still bound it. */
export interface Held {
  /** The version as its file has it, which what stands beside this is narrower than. */
  readonly file: Policy;
  /** Versions that were in force within the delay, each with the time until which it bounds this one, RFC 3339. */
  readonly bounds: readonly { readonly policy: Policy; readonly until: string }[];
  /** Until then nothing goes further than `ticket`, RFC 3339, when what was in force before could not be read. */
  readonly unknownUntil: string | undefined;
}
