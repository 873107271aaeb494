import type { PermissionUse } from '../domain/permission.ts';
import { FUNCTIONS } from './functions.ts';
import type { Identity } from './identity.ts';
import { INFRASTRUCTURE } from './infrastructure.ts';
import { REVIEWED } from './reviewed.ts';
import { WRITERS } from './writers.ts';

const HEAD = `# Permissions

What each identity of a deployment may do, for whoever must decide whether to let it. The page is written by
\`npm run permissions\` from what the code declares beside each call; tests compare that with infra/, with the local
organization, and with what is asked of each identity while it works.

- **No function can change anything** in the organization, except the ledger, its own topic and, of notify, what the
  [channels](channels.md) name: topics, and the findings of a source of Security Command Center. \`bailiff-remediate\` alone
  may become one of the writers, by tokens that live ten minutes, so that the audit log shows the writer and who stood
  behind it.
- **Nobody else can become any of them** by a role that infra/ gives. There are no keys. Pub/Sub signs pushes as the push
  accounts, which may call one function each and nothing else. Whoever is given roles in Bailiff's project or above it,
  by others, can do more: keep that project to Bailiff.
- **A writer holds its role only while the settings call for it.** With \`ceiling = "observe"\`, the default, or \`ticket\`,
  none holds any. What it holds, it holds on the organization, and [trust](policy.md) and the deployment's lists bound what
  it is used for.
- **None of them**, whatever roles somebody gives them later, can write the organization's IAM policy or change a role, and
  none can use a writer's right in Bailiff's own project or in \`protected_folders\`: [deny policies](../infra/deny.tf) see
  to it.
- **None of them is given** the right to create, run or delete a job, to delete an account or make a key of one, to read a
  secret (but notify those that the channels name), or to write a folder's policy. The job writer can act as any account outside of those places: Cloud Run
  asks that of whoever deploys a job.

Every role is either one of Bailiff's own, which holds what this page says and nothing else, or one of Google's, which holds
more than is used. \`${REVIEWED.role}\` is the widest of these: it reads IAM policies and lists resources of many
services in the whole organization, changes nothing, and shows no data.
`;

const NOTES = `## What this page does not prove

Nothing here was tried on a real organization. The local organization checks permissions as Google documents them; it asks
IAM neither for topics nor for the ledger, takes no metrics, knows for every project what holds of a constraint (so that
\`orgpolicy.constraints.list\` is never needed there), and has no pushes, builds and agents of Google's own. What these need is
taken from Google's documentation. What Google's roles hold is taken from a public data set and may change.

\`bailiffReader\` is one role for two: \`bailiff-evaluate\` holds \`iam.serviceAccounts.list\` by it, which only
\`bailiff-remediate\` uses. Both read for themselves: what evaluate alone may not read holds the finding at ticket there, until
remediate has read it.
`;

/** The text of docs/permissions.md. */
export function permissionsPage(): string {
  return [
    HEAD,
    overview('## The functions', FUNCTIONS),
    overview('## The writers', WRITERS),
    overview('## Pushes, builds and agents of Google', INFRASTRUCTURE),
    NOTES,
  ].join('\n');
}

function overview(title: string, identities: readonly Identity[]): string {
  const rows = identities.map(({ account, does, by, only }) =>
    row([nameOf(account), only === undefined ? does : `${does} Holds its role with: ${only}`, by]),
  );
  const holders = identities.filter(({ grants }) => grants.length > 0);
  return [
    `${title}\n`,
    row(['identity', 'does', 'who may become it']),
    row(['---', '---', '---']),
    ...rows,
    '',
    ...holders.map(section),
  ].join('\n');
}

function section({ account, grants }: Identity): string {
  const rows = grants.flatMap(({ role, uses }) => {
    // The same role in several places, for the same, is one row.
    const alike = grants.filter((one) => one.role === role && one.uses === uses);
    const where = alike.map((one) => one.where).join(', ');
    return distinct(uses).map(({ permission, on, why, without }) =>
      row([`\`${permission}\``, on, why, without, `\`${role}\`, ${where}`]),
    );
  });
  return [
    `### ${account}\n`,
    row(['permission', 'asked on', 'why', 'without it', 'given by, on']),
    row(['---', '---', '---', '---', '---']),
    ...new Set(rows),
    '',
  ].join('\n');
}

/** Each permission once; where several calls need it, with what each is for. */
function distinct(uses: readonly PermissionUse[]): readonly PermissionUse[] {
  const names = [...new Set(uses.map(({ permission }) => permission))].sort();
  return names.flatMap((name) => {
    const same = uses.filter(({ permission }) => permission === name);
    const [first] = same;
    if (first === undefined) return [];
    const all = (texts: readonly string[]) => [...new Set(texts)].join(' ');
    return [{ ...first, why: all(same.map(whyOf)), without: all(same.map(withoutOf)) }];
  });
}

function whyOf({ why }: PermissionUse): string {
  return why;
}

function withoutOf({ without }: PermissionUse): string {
  return without;
}

function nameOf(account: string): string {
  return account.startsWith('bailiff-') ? `\`${account}\`` : account;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
