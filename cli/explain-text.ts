import type { Condition, Diagnosis } from '../shared/domain/diagnosis.ts';

const MARKS = { holds: '✓', missing: '✗', unknown: '?', 'not-needed': '–' } as const;
const WORDS = {
  'account-usable': 'the account is usable',
  'act-as': 'the deployer may act as the account',
  'token-minting': 'Cloud Run may mint tokens for the account',
  'cross-project-use': "the account's project lets other projects use it",
} as const;

/** A diagnosis for whoever wants a deploy to work: each condition, why, where, and the lines that mend it. */
export function diagnosisText(diagnosis: Diagnosis, job: string | undefined): string {
  const lines = [
    ...heading(diagnosis, job),
    '',
    ...diagnosis.conditions.flatMap(conditionLines),
    '',
    summary(diagnosis),
    ...terraformLines(diagnosis),
  ];
  // Names come from strangers; none may move the cursor.
  return lines.map((line) => `${line.replace(/\p{Cc}/gu, ' ')}\n`).join('');
}

function heading(
  { project, account, deployer }: Diagnosis,
  job: string | undefined,
): readonly string[] {
  const home = account.project === undefined ? '' : `, project ${account.project}`;
  return [
    job === undefined
      ? `Deploy    to ${project.id} (project number ${project.number})`
      : `Job       ${job} (project number ${project.number})`,
    `Account   ${account.email} (${account.state}${home})`,
    `Deployer  ${deployer ?? 'not known'}`,
  ];
}

function conditionLines({ id, state, where, because, fix }: Condition): readonly string[] {
  const place = where === '' ? '' : `: ${where}`;
  return [
    `${MARKS[state]} ${id.padEnd(17)}  ${state}${place}  (${WORDS[id]})`,
    `    ${because}`,
    ...(fix.length > 0 && state === 'unknown' ? ['    If it is missing, this mends it:'] : []),
    ...fix.map((line) => `    $ ${line}`),
  ];
}

function summary({ conditions }: Diagnosis): string {
  const missing = count(conditions, 'missing');
  const unknown = count(conditions, 'unknown');
  if (missing + unknown === 0) return 'Nothing is missing.';
  const parts = [
    ...(missing > 0 ? [`${missing} ${missing === 1 ? 'is' : 'are'} missing`] : []),
    ...(unknown > 0 ? [`${unknown} ${unknown === 1 ? 'is' : 'are'} not known`] : []),
  ];
  const found = `Of ${conditions.length} conditions ${parts.join(' and ')}.`;
  return conditions.some(({ fix }) => fix.length > 0)
    ? `${found} The lines are for whoever administers the account and its project.`
    : found;
}

function terraformLines({ conditions }: Diagnosis): readonly string[] {
  const blocks = conditions.flatMap(({ terraform }) => terraform);
  if (blocks.length === 0) return [];
  return ['', 'The same in Terraform:', ...blocks.flatMap((block) => ['', ...block.split('\n')])];
}

function count(conditions: readonly Condition[], wanted: Condition['state']): number {
  return conditions.filter(({ state }) => state === wanted).length;
}
