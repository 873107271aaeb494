/** Names of the Pub/Sub topics on which the functions meet. */
export const TOPICS = {
  auditEvents: 'audit-events',
  decisions: 'decisions',
  outcomes: 'outcomes',
} as const;
export type Topic = (typeof TOPICS)[keyof typeof TOPICS];
