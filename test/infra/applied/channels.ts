import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readNotifySettings } from '../../../shared/channel-settings.ts';
import { channelSecrets } from '../../../shared/domain/channel-secrets.ts';
import { readChannels } from '../../../shared/policy/read-channels.ts';
import {
  all,
  EMAIL,
  EXAMPLE_CHANNELS,
  environmentOf,
  resourcesOf,
  type ScenarioName,
  settingsOf,
} from './scenarios.ts';

/** What infra/ makes of channels. */
export function channelsSuite(): void {
  describe('channels', () => {
    it('are told to notify alone, as it reads them, and to the others by their names', () => {
      const read = readChannels(EXAMPLE_CHANNELS);
      if (!read.ok) throw new Error(read.faults.join('\n'));
      const environment = environmentOf('everything', 'notify');
      expect(readNotifySettings(environment).channels).toEqual(read.channels);
      expect(JSON.parse(environment['BAILIFF_CHANNELS'] ?? '')).toEqual(EXAMPLE_CHANNELS);
      for (const name of ['evaluate', 'remediate', 'sweep', 'console'])
        expect(environmentOf('everything', name)).not.toHaveProperty('BAILIFF_CHANNELS');
      expect(settingsOf('everything', 'evaluate').deployment.channels).toEqual(
        Object.keys(EXAMPLE_CHANNELS).sort(),
      );
      expect(readNotifySettings(environmentOf('local', 'notify')).channels).toEqual({});
    });

    it('let notify read the secrets that they name, and no others', () => {
      const read = readChannels(EXAMPLE_CHANNELS);
      const Lent = z.object({
        project: z.string(),
        secret_id: z.string(),
        role: z.literal('roles/secretmanager.secretAccessor'),
        member: z.literal(`serviceAccount:${EMAIL('notify')}`),
      });
      const lent = Object.values(
        all('everything', 'google_secret_manager_secret_iam_member.channel'),
      ).map((one) => Lent.parse(one));
      expect(lent.map((one) => `projects/${one.project}/secrets/${one.secret_id}`).sort()).toEqual(
        read.ok ? [...channelSecrets(read.channels)].sort() : [],
      );
    });

    it('let notify publish and write findings only where they name such a place', () => {
      const member = `serviceAccount:${EMAIL('notify')}`;
      const one = (address: string) => Object.values(all('everything', address));
      expect(one('google_pubsub_topic_iam_member.channel')).toEqual([
        expect.objectContaining({
          project: 'security-prod',
          topic: 'bailiff',
          role: 'roles/pubsub.publisher',
          member,
        }),
      ]);
      expect(one('google_scc_source_iam_member.channel')).toEqual([
        expect.objectContaining({
          organization: '100000000001',
          source: '1234567890',
          role: 'roles/securitycenter.findingsEditor',
          member,
        }),
      ]);
      const apis = (scenario: ScenarioName) =>
        Object.keys(all(scenario, 'google_project_service.api')).filter((name) =>
          /^sec/.test(name),
        );
      expect(apis('everything')).toEqual([
        'secretmanager.googleapis.com',
        'securitycenter.googleapis.com',
      ]);
      expect(apis('local')).toEqual([]);
      const without = Object.keys(resourcesOf('local'));
      expect(without.filter((address) => /\.channel/.test(address))).toEqual([]);
    });
  });
}
