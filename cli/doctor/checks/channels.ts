import { channelVersions } from '../../../shared/domain/channel-versions.ts';
import { CHANNEL_KINDS } from '../../../shared/domain/channels.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { type ReadChannels, readChannels } from '../../../shared/policy/read-channels.ts';
import { APPLY, type Check } from '../check.ts';
import { type Fault, type Judged, judge, unknown, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';
import { readService } from '../read-service.ts';
import { secretFaults } from '../secret-faults.ts';
import { sourceFaults } from '../source-faults.ts';
import { topicFaults } from '../topic-faults.ts';

/**
 * What notify is told of the channels can be read and has the names that the policy may choose, and what each channel
 * uses at Google is there and open to notify; its secrets to notify alone. Whether the other side takes anything is
 * tried by `bailiff notify test`.
 */
export const channels: Check = {
  id: 'channels',
  probes: (patient) => [
    { about: 'channels of bailiff-notify', look: () => lookAtAll(patient) },
    ...patient.deployment.channels.map((name) => ({
      about: `channel ${name}`,
      look: () => lookAtOne(name, patient),
    })),
  ],
};

async function lookAtAll(patient: Patient): Promise<Judged> {
  const read = await toldToNotify(patient);
  if (read === undefined) return wrong('There is no function that sends anything.', APPLY);
  if (!read.ok) return wrong(`BAILIFF_CHANNELS cannot be used: ${read.faults.join(' ')}`, APPLY);
  const told = Object.keys(read.channels);
  const named = patient.deployment.channels;
  const sentences = [
    ...named
      .filter((name) => !told.includes(name))
      .map((name) => `It is not told what ${name} is.`),
    ...told
      .filter((name) => !named.includes(name))
      .map((name) => `It is told of ${name}, which the deployment does not have.`),
  ];
  const faults = sentences.map((says) => ({ says, mend: APPLY }));
  return judge(faults, told.length === 0 ? 'There are none.' : `It is told of ${told.join(', ')}.`);
}

async function lookAtOne(name: string, patient: Patient): Promise<Judged> {
  const read = await toldToNotify(patient);
  const told = read?.ok === true ? read.channels : {};
  // A channel may be called like what every object has.
  const channel = Object.hasOwn(told, name) ? told[name] : undefined;
  if (channel === undefined)
    return unknown('What it is is not known: see the channels of bailiff-notify.');
  const { pubsub, securityCommandCenter } = channel;
  const faults: readonly (readonly Fault[])[] = await Promise.all([
    ...channelVersions(channel).map((version) => secretFaults(version, patient)),
    ...(pubsub === undefined ? [] : [topicFaults(pubsub.topic, patient)]),
    ...(securityCommandCenter === undefined
      ? []
      : [sourceFaults(securityCommandCenter.source, patient)]),
  ]);
  const kind = CHANNEL_KINDS.find((one) => channel[one] !== undefined);
  return judge(faults.flat(), `What it uses at Google, being of the kind ${kind}, is open to it.`);
}

/** As notify reads BAILIFF_CHANNELS; no fault repeats a value. `undefined` where notify is not there. */
async function toldToNotify(patient: Patient): Promise<ReadChannels | undefined> {
  const service = await unless([404], readService(patient, 'notify'));
  if (service === undefined) return undefined;
  const text = service.environment['BAILIFF_CHANNELS'] ?? '';
  try {
    return readChannels(text === '' ? {} : JSON.parse(text));
  } catch {
    return { ok: false, faults: ['It is not JSON.'] };
  }
}
