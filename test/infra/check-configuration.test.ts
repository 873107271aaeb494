import { describe, expect, it } from 'vitest';
import { checkConfiguration } from './check-configuration.ts';
import { parseConfiguration, readConfiguration } from './configuration.ts';
import committed from './provider-schema.json' with { type: 'json' };
import type { ProviderSchema } from './provider-schema.ts';

const schema = committed as ProviderSchema;

async function faultsOf(text: string): Promise<readonly string[]> {
  return checkConfiguration(await parseConfiguration({ 'a.tf': text }), schema);
}

describe('the Terraform configuration', () => {
  it.each(['infra', 'examples/organization'])(
    'writes nothing in %s that the providers do not know',
    async (folder) => {
      expect(checkConfiguration(await readConfiguration(folder), schema)).toEqual([]);
    },
  );

  it('is checked against the oldest provider that it allows', async () => {
    expect(schema.sources).toEqual({
      google: { package: '@cdktf/provider-google 16.12.1', provider: 'hashicorp/google 6.50.0' },
      archive: { package: '@cdktf/provider-archive 11.0.1', provider: 'hashicorp/archive 2.7.1' },
    });
    const { 'versions.tf': versions } = await readConfiguration('infra');
    expect(versions?.terraform).toEqual([
      {
        required_version: '>= 1.9',
        required_providers: [
          {
            google: { source: 'hashicorp/google', version: '>= 6.50, < 8' },
            archive: { source: 'hashicorp/archive', version: '>= 2.7, < 3' },
          },
        ],
      },
    ]);
  });

  it('is in the schema whole, and the schema holds nothing else', async () => {
    const files = Object.values(await readConfiguration('infra'));
    const used = (kind: 'resource' | 'data') =>
      [...new Set(files.flatMap((file) => Object.keys(file[kind])))].sort();
    expect(Object.keys(schema.resources).sort()).toEqual(used('resource'));
    expect(Object.keys(schema.data).sort()).toEqual(used('data'));
  });
});

describe('a fault in a configuration', () => {
  const TOPIC = 'resource "google_pubsub_topic" "t" {\n  name = "t"\n}\n';
  const subscription = (inside: string) =>
    `${TOPIC}resource "google_pubsub_subscription" "s" {\n  name  = "s"\n  topic = google_pubsub_topic.t.id\n${inside}\n}\n`;

  it.each([
    [
      'a type that is not there',
      'resource "google_pubsub_topik" "t" {\n  name = "t"\n}',
      ['a.tf: google_pubsub_topik.t: the schema has no such type.'],
    ],
    [
      'an argument that is not there',
      subscription('  ack_deadline = 60'),
      ['a.tf: google_pubsub_subscription.s.ack_deadline: there is no such argument.'],
    ],
    [
      'an argument that is not there, in a block',
      subscription('  retry_policy {\n    minimum = "10s"\n  }'),
      ['a.tf: google_pubsub_subscription.s.retry_policy.minimum: there is no such argument.'],
    ],
    [
      'an argument that is not there, in a block made by an expression',
      subscription(
        '  dynamic "retry_policy" {\n    for_each = [1]\n    content {\n      minimum = "10s"\n    }\n  }',
      ),
      ['a.tf: google_pubsub_subscription.s.retry_policy.minimum: there is no such argument.'],
    ],
    [
      'a missing argument',
      'resource "google_pubsub_topic" "t" {\n}',
      ['a.tf: google_pubsub_topic.t: the argument name is missing.'],
    ],
    [
      'a missing argument in a block',
      subscription('  push_config {\n  }'),
      ['a.tf: google_pubsub_subscription.s.push_config: the argument push_endpoint is missing.'],
    ],
    [
      'a missing block',
      'resource "google_iam_deny_policy" "d" {\n  name   = "d"\n  parent = "p"\n}',
      ['a.tf: google_iam_deny_policy.d: the block rules is missing.'],
    ],
    [
      'a block given as an argument',
      subscription('  retry_policy = {\n    minimum_backoff = "10s"\n  }'),
      ['a.tf: google_pubsub_subscription.s.retry_policy is a block: write it without "=".'],
    ],
    [
      'an argument given as a block',
      subscription('  labels {\n    a = "b"\n  }'),
      ['a.tf: google_pubsub_subscription.s.labels is an argument: write it with "=".'],
    ],
    [
      'a single block written twice',
      subscription('  retry_policy {\n  }\n  retry_policy {\n  }'),
      ['a.tf: google_pubsub_subscription.s.retry_policy is written 2 times.'],
    ],
    [
      'something written that can be read only',
      'resource "google_logging_organization_sink" "k" {\n  name = "k"\n  org_id = "1"\n  destination = "d"\n  writer_identity = "w"\n}',
      ['a.tf: google_logging_organization_sink.k.writer_identity can be read only.'],
    ],
    [
      'something read that is not there',
      `${TOPIC}output "o" {\n  value = google_pubsub_topic.t.adress\n}`,
      ['a.tf: google_pubsub_topic.t.adress is nothing that google_pubsub_topic has.'],
    ],
    [
      'a resource read that is declared nowhere',
      'output "o" {\n  value = google_pubsub_topic.t.id\n}',
      ['a.tf: google_pubsub_topic.t.id is declared nowhere.'],
    ],
  ])('is told: %s', async (_, text, faults) => {
    expect(await faultsOf(text)).toEqual(faults);
  });

  it('is not told of what is sound', async () => {
    expect(
      await faultsOf(subscription('  retry_policy {\n    minimum_backoff = "10s"\n  }')),
    ).toEqual([]);
  });
});
