import type { LocalDeployment } from './local-deployment.ts';

/** One thing broken: what breaks it, the one check that says so about one thing, and the lines that mend it. */
export interface Broken {
  readonly what: string;
  break(local: LocalDeployment): void;
  readonly check: string;
  readonly about: string;
  readonly says: RegExp;
  readonly mend: readonly string[];
}
