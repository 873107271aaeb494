import { z } from 'zod';
import { type Body, type Configuration, localOf } from './configuration.ts';

/** A role that infra/ gives to one of Bailiff's identities, in the words of shared/permissions. */
export interface Bound {
  readonly account: string;
  readonly role: string;
  readonly where: string;
}

const Text = z.string();
const Keys = z.record(z.string(), z.unknown());
const Publishers = z.record(z.string(), z.string());
const Subscriptions = z.record(z.string(), z.object({ dead_letters: z.boolean() }));
const Functions = z.record(z.string(), z.object({ bundle: z.string() }));
// Members that a setting chooses among are the text of that choice; terraform.test.ts looks at what it comes to.
const Members = z.union([z.array(z.string()), z.string().transform((text) => [text])]);
const Policy = z.object({
  binding: z.tuple([z.object({ role: z.string(), members: Members })]),
});

const GOOGLE: Readonly<Record<string, string>> = {
  '${google_logging_organization_sink.audit.writer_identity}': 'the log sink',
  '${local.scheduler_agent}': 'the Cloud Scheduler service agent',
  '${local.pubsub_agent}': 'the Pub/Sub service agent',
};

/** What each IAM resource gives; a resource that is not named here fails, so that no grant goes unseen. */
const READERS: Readonly<Record<string, (body: Body, infra: Configuration) => readonly Bound[]>> = {
  'google_organization_iam_member.binding': (_, infra) => organizationGrants(infra),
  'google_service_account_iam_policy.writer': ({ policy_data }, infra) =>
    writersOf(infra).map((writer) => ({
      ...soleBinding(policy_data, infra),
      where: `account bailiff-${writer}`,
    })),
  'google_service_account_iam_policy.push': ({ policy_data }, infra) =>
    functionsOf(infra).map((name) => ({
      ...soleBinding(policy_data, infra),
      where: `account bailiff-push-${name}`,
    })),
  // People of the owner's choice.
  'google_project_iam_member.console': () => [],
  'google_project_iam_member.telemetry': ({ role }, infra) =>
    bundlesOf(infra).map((name) => ({
      account: `bailiff-${name}`,
      role: Text.parse(role),
      where: 'project',
    })),
  'google_project_iam_member.ledger': ({ role }, infra) =>
    [...bundlesOf(infra), 'console'].map((name) => ({
      account: `bailiff-${name}`,
      role: Text.parse(role),
      where: 'database bailiff',
    })),
  'google_project_iam_member.build': ({ member, for_each }) =>
    quoted(for_each).map((role) => ({ account: accountOf(member), role, where: 'project' })),
  'google_artifact_registry_repository_iam_member.build': ({ member, role }) => [
    { account: accountOf(member), role: Text.parse(role), where: 'image repository bailiff' },
  ],
  'google_pubsub_topic_iam_policy.publisher': ({ policy_data }, infra) =>
    Object.entries(Publishers.parse(localOf(infra, 'publishers'))).map(([topic, member]) => ({
      account: accountOf(member),
      role: bindingOf(policy_data, infra).role,
      where: `topic ${topic}`,
    })),
  'google_storage_bucket_iam_binding.policy_reader': ({ role, members }) =>
    z
      .array(z.string())
      .parse(members)
      .map((member) => ({
        account: accountOf(member),
        role: Text.parse(role),
        where: 'bucket of the policy',
      })),
  // People of the owner's choice.
  'google_storage_bucket_iam_binding.policy_writer': () => [],
  'google_cloud_run_v2_service_iam_policy.invoker': ({ policy_data }, infra) =>
    functionsOf(infra).map((name) => ({
      account: `bailiff-push-${name}`,
      role: bindingOf(policy_data, infra).role,
      where: `function ${name}`,
    })),
  'google_pubsub_subscription_iam_member.forwarder': ({ member, role }, infra) =>
    Object.entries(Subscriptions.parse(localOf(infra, 'push_subscriptions'))).flatMap(
      ([name, { dead_letters }]) =>
        dead_letters
          ? [
              {
                account: accountOf(member),
                role: Text.parse(role),
                where: `subscription ${name}`,
              },
            ]
          : [],
    ),
  'google_secret_manager_secret_iam_member.channel': ({ member, role }) => [
    { account: accountOf(member), role: Text.parse(role), where: 'secrets of the channels' },
  ],
  'google_pubsub_topic_iam_member.channel': ({ member, role }) => [
    { account: accountOf(member), role: Text.parse(role), where: 'topics of the channels' },
  ],
  'google_scc_source_iam_member.channel': ({ member, role }) => [
    { account: accountOf(member), role: Text.parse(role), where: 'sources of the channels' },
  ],
};

/** Every role that the configuration gives, with all settings on. Throws on an IAM resource that it does not know. */
export function grantsIn(infra: Configuration): readonly Bound[] {
  return Object.values(infra).flatMap(({ resource }) =>
    Object.entries(resource)
      .filter(([type]) => /_iam_(?:member|binding|policy)$/.test(type))
      .flatMap(([type, byName]) =>
        Object.entries(byName).flatMap(([name, bodies]) => {
          const read = READERS[`${type}.${name}`];
          if (read === undefined)
            throw new Error(
              `infra/ has ${type}.${name}, of which READERS in test/infra/grants.ts says nothing.`,
            );
          return bodies.flatMap((body) => read(body, infra));
        }),
      ),
  );
}

/** Ids of the accounts that infra/ makes, with all settings on. */
export function accountsIn(infra: Configuration): readonly string[] {
  const functions = Object.keys(Keys.parse(localOf(infra, 'function_identities')));
  const pushes = functionsOf(infra).map((name) => `push-${name}`);
  return [...functions, ...writersOf(infra), ...pushes, 'build'].map((name) => `bailiff-${name}`);
}

function organizationGrants(infra: Configuration): readonly Bound[] {
  const text = Text.parse(localOf(infra, 'organization_bindings'));
  const where = 'organization';
  const listed = [
    ...text.matchAll(
      /(?:for name in \[([^\]]*)\] : "[^"]*"|\b([a-z-]+)) =>?\s*\{\s*role\s*=\s*(.*)\n\s*member\s*=\s*google_service_account\.function\[(.*)\]/g,
    ),
  ].flatMap(([, names, , role = '', key = '']) =>
    (key === 'name' ? quoted(names) : quoted(key)).map((name) => ({
      account: `bailiff-${name}`,
      role: quoted(role)[0] ?? '',
      where,
    })),
  );
  const roles = Text.parse(localOf(infra, 'writer_roles'));
  const writing = [...roles.matchAll(/\{ ([a-z-]+) = "(\w+)" \}/g)].map(([, name, role = '']) => ({
    account: `bailiff-${name}`,
    role,
    where,
  }));
  const blocks = text.match(/member\s*=/g)?.length;
  // The last block is the writers'.
  if (!text.includes('in local.writer_roles') || blocks !== 4)
    throw new Error('organization_bindings in infra/iam.tf has another form than this test reads.');
  return [...listed, ...writing];
}

function writersOf(infra: Configuration): readonly string[] {
  const text = Text.parse(localOf(infra, 'writer_identities'));
  return [...text.matchAll(/([a-z]+(?:-[a-z]+)+)\s*= "/g)].map(([, name = '']) => name);
}

function functionsOf(infra: Configuration): readonly string[] {
  return Object.keys(Functions.parse(localOf(infra, 'functions')));
}

function bundlesOf(infra: Configuration): readonly string[] {
  const all = Object.values(Functions.parse(localOf(infra, 'functions')));
  return [...new Set(all.map(({ bundle }) => bundle))];
}

function soleBinding(policy: unknown, infra: Configuration) {
  const { role, members } = bindingOf(policy, infra);
  const [member, ...more] = members;
  if (more.length > 0) throw new Error(`${role} has more members than one.`);
  return { account: accountOf(member), role };
}

/** The one binding of the data source that a resource names as its policy. */
function bindingOf(policy: unknown, infra: Configuration) {
  const name = /google_iam_policy\.(\w+)/.exec(Text.parse(policy))?.[1] ?? '';
  const bodies = Object.values(infra).flatMap(
    ({ data }) => data['google_iam_policy']?.[name] ?? [],
  );
  return Policy.parse(bodies[0]).binding[0];
}

function accountOf(member: unknown): string {
  const text = Text.parse(member);
  const [, set, key] = /google_service_account\.(\w+)(?:\["([^"]+)"\])?/.exec(text) ?? [];
  const account = GOOGLE[text] ?? (set === undefined ? undefined : `bailiff-${key ?? set}`);
  if (account === undefined) throw new Error(`Nobody is known as ${text}.`);
  return account;
}

function quoted(text: unknown): readonly string[] {
  return [...Text.parse(text).matchAll(/"([^"]+)"/g)].map(([, one = '']) => one);
}
