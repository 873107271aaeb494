import type { Violation } from '../domain/finding.ts';
import type { Cap } from '../domain/mode.ts';
import type { Subject } from '../domain/subject.ts';

/** Code that knows one wrong state. Pure: a subject in, at most one violation out. */
export interface Rule {
  /** Names the wrong state, in kebab-case; also the name of its test, doc page and policy key. */
  readonly id: string;
  /** One sentence for the policy file's schema and for tickets. */
  readonly summary: string;
  /** IAM permissions without which a fact that it judges by is unknown; what they are for stands with who reads the fact. */
  readonly permissions: readonly string[];
  check(subject: Subject): Violation | undefined;
  /** How far this rule's findings may go at most on this subject, whatever the policy says. */
  cap(subject: Subject): Cap | undefined;
  /** gcloud lines that mend it at the source, each complete with `--project`. */
  fix(violation: Violation, subject: Subject): readonly string[];
}
