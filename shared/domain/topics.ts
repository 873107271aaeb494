/** Names of the Pub/Sub topics on which the functions meet. */
export const TOPICS = {
  auditEvents: 'audit-events',
  decisions: 'decisions',
  outcomes: 'outcomes',
  /** What approvers ask of findings: the console publishes, remediate reads everything again. */
  approvals: 'approvals',
  sweeps: 'sweeps',
  rechecks: 'rechecks',
  ticks: 'ticks',
} as const;
export type Topic = (typeof TOPICS)[keyof typeof TOPICS];
