import type { Deployment } from '../../shared/domain/deployment.ts';
import type { FunctionMessage } from '../../shared/domain/message.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import type { Authenticate } from './caller.ts';

/** What it takes to take an approver's request. */
export interface ApproverPorts {
  readonly ledger: Pick<
    Ledger,
    | 'finding'
    | 'ask'
    | 'remediationsOf'
    | 'ceiling'
    | 'setCeiling'
    | 'alert'
    | 'raise'
    | 'closeAlert'
  >;
  readonly deployment: Pick<Deployment, 'approvers' | 'ceiling'>;
  readonly authenticate: Authenticate;
  readonly publisher: { publish(topic: string, message: FunctionMessage): Promise<void> };
  /** RFC 3339. */
  now(): string;
  /** Another one each time. */
  newId(): string;
}

export type Answer =
  | { readonly kind: 'taken'; readonly status: 200 | 202; readonly body: object }
  /** 403: not by him; 404: not known; 409: not as the finding is. The sentence says what to do. */
  | { readonly kind: 'refused'; readonly status: 403 | 404 | 409; readonly because: string };

export function refused(status: 403 | 404 | 409, because: string): Answer {
  return { kind: 'refused', status, because };
}
