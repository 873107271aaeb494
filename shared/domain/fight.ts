/** Somebody broke a job again after Bailiff had mended it. */
export interface SetBack {
  /** RFC 3339. */
  readonly at: string;
  /** As principalText writes it. */
  readonly by: string;
  /** What his client says of itself: his own words, which decide nothing. */
  readonly client?: string | undefined;
}

/** An approver's word that an alert is dealt with. */
export interface Closing {
  /** `user:EMAIL` or `serviceAccount:EMAIL`. */
  readonly by: string;
  readonly at: string;
  readonly why: string;
}

/** That a job is fought over: it goes no further than `ticket` until an approver closes the alert. */
export interface Fight {
  /** The alert's id. */
  readonly alert: string;
  readonly at: string;
  /** gcloud lines by which the project refuses what it is fought over; none where nothing would. */
  readonly prevent: readonly string[];
  readonly closed?: Closing | undefined;
}

/** Which alert a finding's fight raises: another one for each fight, the same however often it is told. */
export function fightAlertKey(finding: string, newestSetBack: string): string {
  return `fight~${finding}~${newestSetBack}`;
}

/** The finding's fight while nobody has closed it. */
export function openFight(finding: { readonly fight?: Fight | undefined } | undefined) {
  const { fight } = finding ?? {};
  return fight?.closed === undefined ? fight : undefined;
}
