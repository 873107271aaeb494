import type { Finding } from '../../shared/domain/finding.ts';

/** Whether its very rule says how an account stands that the deployer may not read: nobody outside is told of it. */
export function betraysAccount({ rule, evidence }: Finding): boolean {
  return (
    rule === 'service-account-unusable' && evidence.kind === 'account-use' && evidence.withheld
  );
}
