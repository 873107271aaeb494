import type { Evidence } from '../../../shared/domain/evidence.ts';
import type { Finding } from '../../../shared/domain/finding.ts';

export type EvidenceKind = Evidence['kind'];

/** A finding that is proved by this kind of evidence. */
export type FindingOf<K extends EvidenceKind> = Finding & {
  readonly evidence: Extract<Evidence, { readonly kind: K }>;
};

export function isOf<K extends EvidenceKind>(kind: K, finding: Finding): finding is FindingOf<K> {
  return finding.evidence.kind === kind;
}
