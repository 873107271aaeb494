import type { FindingState } from '../domain/finding.ts';
import type { Severity } from '../domain/severity.ts';
import { alertEvent } from './alert-event.ts';
import type { AlertNews, FindingNews } from './channel.ts';
import { datum } from './datum.ts';
import { findingEvent } from './finding-event.ts';

type Json = Readonly<Record<string, unknown>>;
type Coded = readonly [id: number, caption: string];

const VERSION = '1.5.0';
export const OCSF_SCHEMA = `https://schema.ocsf.io/${VERSION}/classes/detection_finding`;

const FINDINGS: Coded = [2, 'Findings'];
const DETECTION_FINDING: Coded = [2004, 'Detection Finding'];
const CREATE: Coded = [1, 'Create'];
const UPDATE: Coded = [2, 'Update'];
const CLOSE: Coded = [3, 'Close'];
const NEW: Coded = [1, 'New'];
const IN_PROGRESS: Coded = [2, 'In Progress'];
const SUPPRESSED: Coded = [3, 'Suppressed'];
const RESOLVED: Coded = [4, 'Resolved'];

const SEVERITIES: Readonly<Record<Severity, Coded>> = {
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};
const STATUSES: Readonly<Record<FindingState, Coded>> = {
  open: NEW,
  ticketed: NEW,
  settling: IN_PROGRESS,
  'awaiting-approval': IN_PROGRESS,
  held: IN_PROGRESS,
  failed: IN_PROGRESS,
  exempt: SUPPRESSED,
  remediated: RESOLVED,
  resolved: RESOLVED,
};

/** A finding as a Detection Finding of OCSF 1.5; what that has no place for stands in `unmapped`. https://schema.ocsf.io */
export function ocsfFinding(news: FindingNews): Json {
  const event = findingEvent(news);
  const { resource, rule, fix } = event;
  const status = STATUSES[news.finding.state];
  const { name, location, project, job } = resource;
  return {
    ...classified(activityOf(news), status, news.severity),
    time: Date.parse(event.at),
    start_time: Date.parse(event.firstSeen),
    end_time: Date.parse(event.lastSeen),
    metadata: metadata(news.mark, rule, ['cloud']),
    message: titleOf(event),
    finding_info: {
      uid: event.id,
      title: titleOf(event),
      desc: event.because.join(' '),
      types: [rule],
      analytic: { uid: rule, name: rule, type: 'Rule', type_id: 1 },
      created_time: Date.parse(event.firstSeen),
      first_seen_time: Date.parse(event.firstSeen),
      last_seen_time: Date.parse(event.lastSeen),
      modified_time: Date.parse(event.at),
    },
    is_alert: status !== RESOLVED && status !== SUPPRESSED,
    resources: [{ uid: name, name: job, type: 'Cloud Run job', region: location }],
    cloud: {
      provider: 'GCP',
      region: location,
      account: { uid: project, type: 'GCP Project', type_id: 11 },
    },
    ...(fix.length === 0 ? {} : { remediation: { desc: fix.join('\n') } }),
    unmapped: { bailiff: event },
  };
}

/** An alert as one; it tells of no resource of the cloud in particular. */
export function ocsfAlert(news: AlertNews): Json {
  const event = alertEvent(news);
  const [first, last] = [Date.parse(event.firstRaised), Date.parse(event.lastRaised)];
  return {
    ...classified(event.count > 1 ? UPDATE : CREATE, NEW, news.alert.severity),
    time: last,
    start_time: first,
    end_time: last,
    metadata: metadata(news.mark, event.kind, []),
    message: event.text,
    finding_info: {
      uid: event.id,
      title: datum(`${event.kind}: ${event.about}`),
      desc: event.text,
      types: [event.kind],
      analytic: { uid: event.kind, name: event.kind, type: 'Rule', type_id: 1 },
      created_time: first,
      first_seen_time: first,
      last_seen_time: last,
      modified_time: last,
    },
    is_alert: true,
    unmapped: { bailiff: event },
  };
}

/** What is over is closed; what has but one line of history was just made. */
function activityOf({ finding }: FindingNews): Coded {
  if (STATUSES[finding.state] === RESOLVED) return CLOSE;
  return finding.history.length > 1 ? UPDATE : CREATE;
}

function titleOf({ rule, resource, attempted }: ReturnType<typeof findingEvent>): string {
  const { job, project } = resource;
  return datum(`${rule}: ${attempted ? 'denied deploy of ' : ''}job ${job} of ${project}`);
}

function classified(activity: Coded, status: Coded, severity: Severity): Json {
  const [classUid, className] = DETECTION_FINDING;
  return {
    category_uid: FINDINGS[0],
    category_name: FINDINGS[1],
    class_uid: classUid,
    class_name: className,
    activity_id: activity[0],
    activity_name: activity[1],
    type_uid: classUid * 100 + activity[0],
    type_name: `${className}: ${activity[1]}`,
    status_id: status[0],
    status: status[1],
    severity_id: SEVERITIES[severity][0],
    severity: SEVERITIES[severity][1],
  };
}

function metadata(mark: string, code: string, profiles: readonly string[]): Json {
  return {
    version: VERSION,
    uid: mark,
    event_code: code,
    profiles,
    product: { name: 'Bailiff', vendor_name: 'Bailiff' },
  };
}
