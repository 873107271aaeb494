import type { AlertNews } from './channel.ts';
import { datum } from './datum.ts';

/** Data of `dev.bailiff.alert.v1`, as docs/schemas/alert.v1.json describes it. */
export interface AlertEvent {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly text: string;
  readonly about: string;
  /** Id of the finding that it is about. */
  readonly finding?: string;
  readonly firstRaised: string;
  readonly lastRaised: string;
  readonly count: number;
}

/** What machines are told of an alert, field by field. */
export function alertEvent({ alert }: AlertNews): AlertEvent {
  const { id, kind, severity, text, about, finding, firstRaised, lastRaised, count } = alert;
  return {
    id: datum(id),
    kind,
    severity,
    text: datum(text),
    about: datum(about),
    ...(finding === undefined ? {} : { finding: datum(finding) }),
    firstRaised,
    lastRaised,
    count,
  };
}
