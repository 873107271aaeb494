/** Where an entry stands in Cloud Logging. https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry */
export interface LogSource {
  readonly logName: string;
  /** RFC 3339, as the entry has it. */
  readonly timestamp: string;
  readonly insertId: string;
}

const LOG = /^(?:projects|folders|organizations)\/[a-z0-9.:-]{1,100}\/logs\/[\w.%-]{1,200}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const ID = /^[\w.~+/=-]{1,128}$/;

/** The entry that an event's key names; `undefined` where it is none, or none that Logging could have. */
export function logSource(eventKey: string): LogSource | undefined {
  const [logName = '', timestamp = '', insertId = '', ...rest] = eventKey.split('|');
  const sound = LOG.test(logName) && TIME.test(timestamp) && ID.test(insertId);
  return sound && rest.length === 0 ? { logName, timestamp, insertId } : undefined;
}
