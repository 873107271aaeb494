import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { SweepMessage, TickMessage } from '../../../shared/domain/message.ts';
import { loadPolicy } from '../../../shared/policy/load.ts';
import { readDeployment } from '../../../shared/policy/read-deployment.ts';
import { RULES } from '../../../shared/rules/registry.ts';
import { ROOT } from '../configuration.ts';
import { all, EMAIL, environmentOf, PUSHES, settingsOf } from './scenarios.ts';

/** What infra/ makes of functions and what they are told. */
export function functionsSuite(): void {
  describe('functions and what they are told', () => {
    it('tells them to observe in the first stage', () => {
      expect(settingsOf('first_stage', 'evaluate').deployment).toMatchObject({
        ceiling: 'observe',
        actions: [],
      });
    });

    it('takes in the first stage the policy of examples/organization', () => {
      const text = readFileSync(join(ROOT, 'examples/organization/policy.yaml'), 'utf8');
      const { deployment } = settingsOf('first_stage', 'evaluate');
      expect(loadPolicy(text, { rules: RULES, deployment, digest: 'd' })).toMatchObject({
        ok: true,
      });
    });

    it('tells them what examples/deployment.yaml says', () => {
      const { deployment } = settingsOf('local', 'remediate');
      const example = readDeployment(
        parse(readFileSync(join(ROOT, 'examples/deployment.yaml'), 'utf8')),
      );
      if (!example.ok) throw new Error(example.faults.join('\n'));
      const { orgPolicyWriter, ...identities } = example.deployment.identities;
      expect(orgPolicyWriter).toBe(EMAIL('org-policy-writer'));
      expect(deployment).toEqual({
        ...example.deployment,
        actions: [...example.deployment.actions].sort(),
        identities,
      });
    });

    it.each(Object.keys(PUSHES))('sets what %s needs, as it reads it', (name) => {
      const { deployment: _, ...settings } = settingsOf('local', name);
      expect(settings).toEqual({
        ledger: 'firestore:bailiff',
        policy: 'gs://bailiff-prod-bailiff-policy/policy.yaml',
        policyDelaySeconds: 600,
        push: {
          email: EMAIL(`push-${name}`),
          audience: `https://europe-west1-bailiff-prod.cloudfunctions.net/bailiff-${name}`,
          signature: 'checked-by-cloud-run',
        },
        log: 'info',
      });
    });

    it('has Scheduler ask for a sweep once a day and for a tick once a minute, as they are read', () => {
      const Job = z.object({
        schedule: z.string(),
        time_zone: z.string(),
        pubsub_target: z.tuple([z.object({ data: z.string() })]),
      });
      const asked = (name: string) => {
        const [job] = Object.values(all('local', `google_cloud_scheduler_job.${name}`));
        const { schedule, time_zone, pubsub_target } = Job.parse(job);
        const data = Buffer.from(pubsub_target[0].data, 'base64').toString();
        return { when: [schedule, time_zone], message: JSON.parse(data) };
      };
      expect(asked('sweep').when).toEqual(['17 3 * * *', 'Etc/UTC']);
      expect(SweepMessage.parse(asked('sweep').message)).toEqual({ kind: 'sweep' });
      expect(asked('tick').when).toEqual(['* * * * *', 'Etc/UTC']);
      expect(TickMessage.parse(asked('tick').message)).toEqual({ kind: 'tick' });
    });

    it('has evaluate judge re-checks and ticks, in instances that events do not wait for', () => {
      const Running = z.object({
        build_config: z.tuple([z.object({ entry_point: z.string() })]),
        service_config: z.tuple([
          z.object({ service_account_email: z.string(), max_instance_count: z.number() }),
        ]),
      });
      const functions = all('local', 'google_cloudfunctions2_function.function');
      const { build_config, service_config } = Running.parse(functions['recheck']);
      expect(build_config[0].entry_point).toBe('evaluate');
      expect(service_config[0]).toMatchObject({
        service_account_email: EMAIL('evaluate'),
        max_instance_count: 3,
      });
      const tick = Running.parse(functions['tick']);
      expect([tick.build_config[0].entry_point, tick.service_config[0]]).toMatchObject([
        'evaluate',
        { service_account_email: EMAIL('evaluate'), max_instance_count: 1 },
      ]);
    });

    it('sends what is measured to Google, named as each function reads it', () => {
      expect(settingsOf('everything', 'recheck').telemetry).toEqual({
        endpoint: 'https://telemetry.googleapis.com/v1/metrics',
        attributes: {
          'service.name': 'bailiff-recheck',
          'cloud.platform': 'gcp_cloud_run',
          'cloud.region': 'europe-west1',
          'gcp.project_id': 'bailiff-prod',
        },
      });
      expect(environmentOf('everything', 'console')).not.toHaveProperty('OTEL_RESOURCE_ATTRIBUTES');
      expect(environmentOf('local', 'evaluate')).not.toHaveProperty('OTEL_RESOURCE_ATTRIBUTES');
      const given = Object.keys(all('everything', 'google_project_iam_member.telemetry'));
      expect(given.sort()).toEqual(['evaluate', 'notify', 'remediate', 'sweep']);
      expect(all('local', 'google_project_iam_member.telemetry')).toEqual({});
      expect(Object.keys(all('everything', 'google_project_service.api'))).toContain(
        'telemetry.googleapis.com',
      );
    });

    it('uploads the policy file that is named', () => {
      expect(all('everything', 'google_storage_bucket_object.policy')).toMatchObject({
        0: { content: readFileSync(join(ROOT, 'examples/policy.yaml'), 'utf8') },
      });
    });
  });
}
