/** Asks Policy Troubleshooter, which knows inheritance, groups, conditions and deny policies. */
export interface AccessPorts {
  readonly troubleshooter: {
    access(question: {
      /** An address, without `user:` or `serviceAccount:`. */
      readonly principal: string;
      /** Full resource name. */
      readonly resource: string;
      readonly permission: string;
      /** RFC 3339, for conditions on the time. */
      readonly at: string;
    }): Promise<'granted' | 'denied' | 'unknown'>;
  };
}
