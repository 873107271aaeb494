import { z } from 'zod';
import { ChannelName } from './channel-name.ts';
import { SEVERITIES } from './severity.ts';

/** A version of a secret in Secret Manager, read when it is needed; the secret itself stands nowhere. */
export const SecretVersion = z
  .string()
  .regex(
    /^projects\/[a-z0-9-]+\/secrets\/[\w-]{1,255}\/versions\/(?:[1-9]\d*|latest)$/,
    'must name a version in Secret Manager, projects/PROJECT/secrets/NAME/versions/NUMBER, and never be the secret itself',
  );

const address = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'https:' && url.username === '' && url.search === '' && url.hash === '';
}, 'must be an https address without user, query and fragment');
const line = z.string().regex(/^[^\p{Cc}]{1,200}$/u, 'must be one line of at most 200 characters');
const mailbox = z.string().regex(/^[^\s@<>,;:"\\]+@[\w.-]+$/, 'must be a plain mail address');

/** What each kind of channel is told; a channel is of exactly one. */
const KINDS = {
  github: z.strictObject({
    /** `OWNER/NAME`. */
    repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must read OWNER/NAME'),
    /** GitHub Enterprise Server's is `https://HOST/api/v3`. */
    api: address.default('https://api.github.com'),
    token: SecretVersion,
  }),
  gitlab: z.strictObject({
    /** `GROUP/NAME`, with subgroups, or the project's number. */
    project: z.string().regex(/^[\w./-]+$/, 'must read GROUP/NAME'),
    site: address.default('https://gitlab.com'),
    token: SecretVersion,
  }),
  jira: z.strictObject({
    site: address,
    /** Cloud has REST v3, Data Center v2. */
    edition: z.enum(['cloud', 'data-center']),
    project: z.string().regex(/^[A-Z][A-Z0-9_]+$/, 'must be the key of a project'),
    issueType: line.default('Task'),
    /** Cloud's: whose token it is. Data Center's tokens stand alone. */
    user: mailbox.optional(),
    token: SecretVersion,
    /** Names of the statuses that a ticket is brought to; a transition must lead there. */
    closed: line.default('Done'),
    reopened: line.default('To Do'),
  }),
  servicenow: z.strictObject({
    instance: address,
    user: line,
    password: SecretVersion,
    /** sys_id or name of the group that incidents are assigned to. */
    assignmentGroup: line.optional(),
    /** What incidents are resolved as, one of the instance's own choices. */
    closeCode: line.default('Solution provided'),
  }),
  pagerduty: z.strictObject({
    /** Events API v2's; the service region of the EU has its own. */
    events: address.default('https://events.pagerduty.com'),
    routingKey: SecretVersion,
  }),
  webhook: z.strictObject({
    url: address,
    /** Signs each request with HMAC-SHA256. */
    key: SecretVersion,
    /** Of a private Cloud Run service: an ID token for it goes along. */
    audience: address.optional(),
  }),
  pubsub: z.strictObject({
    topic: z
      .string()
      .regex(
        /^projects\/[a-z0-9-]+\/topics\/[\w.~+%-]+$/,
        'must read projects/PROJECT/topics/NAME',
      ),
    /** What the data of an event is written as. */
    format: z.enum(['bailiff', 'ocsf']).default('bailiff'),
  }),
  slack: z.strictObject({
    /** The address of an incoming webhook, which is a secret. */
    webhook: SecretVersion,
  }),
  googleChat: z.strictObject({
    /** The address of a space's webhook, with its key and token. */
    webhook: SecretVersion,
  }),
  email: z.strictObject({
    host: z.string().regex(/^[\w.-]+$/, 'must be the name of a host'),
    port: z.int().min(1).max(65_535).default(587),
    /** `tls` from the first byte on (465), or STARTTLS, which is then insisted on. */
    security: z.enum(['starttls', 'tls']).default('starttls'),
    from: mailbox,
    to: z.array(mailbox).min(1),
    user: line.optional(),
    password: SecretVersion.optional(),
  }),
  securityCommandCenter: z.strictObject({
    source: z
      .string()
      .regex(/^organizations\/\d+\/sources\/\d+$/, 'must read organizations/NUMBER/sources/NUMBER'),
  }),
} as const;

export type ChannelKind = keyof typeof KINDS;
export const CHANNEL_KINDS = Object.keys(KINDS) as readonly ChannelKind[];
export type ChannelConfig<K extends ChannelKind = ChannelKind> = z.output<(typeof KINDS)[K]>;

/**
 * Where tickets and alerts go, set by whoever deploys Bailiff (`BAILIFF_CHANNELS`, JSON; example examples/channels.yaml)
 * and never by the policy file, which only chooses among the names: who edits it can send no secret elsewhere, and
 * silence no alert.
 */
export const Channels = z.record(
  ChannelName,
  z
    .strictObject({
      ...(Object.fromEntries(
        Object.entries(KINDS).map(([kind, schema]) => [kind, schema.optional()]),
      ) as {
        readonly [K in ChannelKind]: z.ZodOptional<(typeof KINDS)[K]>;
      }),
      /** Alerts from this severity on; `none` for none. */
      alerts: z.enum([...SEVERITIES, 'none']).optional(),
      /** PEM of the authority that the other side's certificate is from, where it is a private one. */
      authority: z.string().startsWith('-----BEGIN CERTIFICATE-----').optional(),
    })
    .superRefine((channel, context) => {
      const named = CHANNEL_KINDS.filter((kind) => channel[kind] !== undefined);
      if (named.length === 1) return;
      const message = `must be of exactly one kind, one of ${CHANNEL_KINDS.join(', ')}`;
      context.addIssue({ code: 'custom', message });
    }),
);
export type Channels = z.output<typeof Channels>;
