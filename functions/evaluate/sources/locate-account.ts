import { parseServiceAccount } from '../../../shared/domain/service-account.ts';
import type { Concerned } from './access-change.ts';
import { accountAddress } from './account-address.ts';
import { agreedProject, type Mention } from './agreed-project.ts';
import { type IgnoredReading, ignored } from './ignored.ts';
import type { AuditEntry } from './log-entry.ts';

// The account's own name, by address or unique id, or, of one that is only being made, its project's.
const NAME =
  /^(?:\/\/iam\.googleapis\.com\/)?projects\/([^/]{1,128})(?:\/serviceAccounts\/([^/]{1,512}))?$/;
const LOG_NAME = /^projects\/([^/]+)\/logs\//;
const UNIQUE_ID = /^\d{6,32}$/;
const LONGEST = 1024;
const LONGEST_SHOWN = 200;

/**
 * Which account the entry is about, by its address or its unique id, or both. What Logging and IAM wrote must agree on
 * the account and on its project; only of an account that was just made is the answer read too.
 */
export function locateAccount(entry: AuditEntry): Concerned | IgnoredReading {
  const { audit, resource } = entry;
  const labels = resource?.labels;
  const [, project, key = ''] = NAME.exec((audit.resourceName ?? '').slice(0, LONGEST)) ?? [];
  const made = key === '' ? audit.response : undefined;
  const mentions: readonly Mention[] = [
    ['resource.labels.email_id', labels?.email_id],
    ['resource.labels.unique_id', labels?.unique_id],
    ['the resource name', key],
    ['response.email', made?.email],
    ['response.unique_id', made?.unique_id ?? made?.uniqueId],
  ];
  const present = mentions.filter(([, text]) => text !== undefined && text !== '');
  const illegal = present.find(
    ([, text = '']) => !UNIQUE_ID.test(text) && accountAddress(text) === undefined,
  );
  if (illegal !== undefined)
    return ignored('illegal-name', `The account in ${illegal[0]} could not be a real one.`);
  const emails = distinct(present, (text) => accountAddress(text));
  const ids = distinct(present, (text) => (UNIQUE_ID.test(text) ? text : undefined));
  const twice = [emails, ids].find(({ length }) => length > 1) ?? [];
  if (twice.length > 0)
    return ignored(
      'account-mismatch',
      `The entry disagrees with itself on the account: ${twice.slice(0, 2).map(said).join(', ')}.`,
    );
  const email = emails[0]?.[1];
  const uniqueId = ids[0]?.[1];
  if (email === undefined && uniqueId === undefined)
    return ignored('no-resource', 'The entry names no service account.');
  const agreed = agreedProject([
    ['the log name', LOG_NAME.exec((entry.logName ?? '').slice(0, LONGEST))?.[1]],
    ['resource.labels.project_id', labels?.project_id],
    // With `-` IAM finds the project by itself.
    ['the resource name', project === '-' ? undefined : project],
    ["the account's address", homeOf(email)],
  ]);
  if (agreed.kind === 'ignored') return agreed;
  const { id, number } = agreed;
  return {
    kind: 'concerned',
    scope: { kind: 'account', email, uniqueId },
    ...(id === undefined || number === undefined ? {} : { project: { id, number } }),
  };
}

/** Those of the mentions that differ once they are read, each with what it was read as. */
function distinct(
  mentions: readonly Mention[],
  read: (text: string) => string | undefined,
): readonly (readonly [member: string, text: string])[] {
  const found = new Map<string, string>();
  for (const [member, text = ''] of mentions) {
    const known = read(text);
    if (known !== undefined && !found.has(known)) found.set(known, member);
  }
  return [...found].map(([text, member]) => [member, text]);
}

function said([member, text]: readonly [string, string]): string {
  return `${member} says ${text.slice(0, LONGEST_SHOWN)}`;
}

function homeOf(email: string | undefined): string | undefined {
  const account = parseServiceAccount(email ?? '');
  switch (account.kind) {
    case 'user-managed':
    case 'app-engine-default':
      return account.projectId;
    case 'compute-engine-default':
      return account.projectNumber;
    case 'service-agent':
    case 'malformed':
      return undefined;
  }
}
