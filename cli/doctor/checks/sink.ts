import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SINK } from '../../../shared/deployed/parts.ts';
import { shellWord } from '../../../shared/domain/shell-word.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { APPLY, type Check } from '../check.ts';
import { type Fault, type Judged, judge, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';
import { readSink, type Sink } from '../read-sink.ts';

const FILTER = join(import.meta.dirname, '../../../infra/sink-filter.txt');

/** The organization's log sink brings what happens. That its writer may publish is looked at with the topic. */
export const sink: Check = {
  id: 'sink',
  probes: (patient) => [
    {
      about: `sink ${SINK} of ${patient.deployment.organization}`,
      look: async () => judgeSink(await unless([404], readSink(patient)), patient),
    },
  ],
};

function judgeSink(found: Sink | undefined, { deployment }: Patient): Judged {
  if (found === undefined) return wrong('There is no such sink: no event arrives.', APPLY);
  const organization = deployment.organization.replace('organizations/', '');
  const topic = `pubsub.googleapis.com/projects/${deployment.project}/topics/audit-events`;
  const update = (rest: string) =>
    `gcloud logging sinks update ${SINK} ${rest} --organization=${organization}`;
  const faults: Fault[] = [];
  const fault = (is: boolean, says: string, rest: string) => {
    if (is) faults.push({ says, mend: update(rest) });
  };
  fault(found.destination !== topic, `It exports to ${found.destination}.`, topic);
  fault(
    found.filter.trim() !== readFileSync(FILTER, 'utf8').trim(),
    'Its filter is not that of infra/sink-filter.txt.',
    '--log-filter="$(cat infra/sink-filter.txt)"',
  );
  fault(
    !found.includeChildren,
    "It leaves out the organization's folders and projects.",
    '--include-children',
  );
  fault(found.disabled, 'It is disabled.', '--no-disabled');
  const names = found.exclusions.map(({ name }) => name).join(',');
  fault(
    names !== '',
    `It excludes entries by ${names}.`,
    `--remove-exclusions=${shellWord(names)}`,
  );
  return judge(faults, `It exports to ${topic}, children included.`);
}
