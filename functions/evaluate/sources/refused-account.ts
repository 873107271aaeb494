import { accountAddress } from './account-address.ts';
import type { AuditLog } from './log-entry.ts';

// Google's two sentences, with the account in the place where they have it.
const SENTENCES =
  /(?:denied on service account|get access tokens for the service account) ([^\s'"()]{1,512})/g;
const PERMISSION = /^iam\.serviceAccounts\.(?:actAs|getAccessToken)$/i;
const RESOURCE =
  /^(?:\/\/iam\.googleapis\.com\/)?(projects\/[^/\s]{1,128}\/serviceAccounts\/[^/\s]{1,512})$/;
// No sentence of Google's is longer.
const LONGEST = 2048;

/**
 * The account that a refusal is about, by Google's own words and by what it looked at; `undefined` when they name
 * none, or more than one. https://cloud.google.com/run/docs/troubleshooting
 */
export function refusedAccount({ status, authorizationInfo }: AuditLog): string | undefined {
  const message = (status?.message ?? '').slice(0, LONGEST);
  // A sentence ends behind the address.
  const said = [...message.matchAll(SENTENCES)].map(([, text = '']) => text.replace(/\.$/, ''));
  const lookedAt = (authorizationInfo ?? []).flatMap((one) => {
    const [, name] = RESOURCE.exec((one?.resource ?? '').slice(0, LONGEST)) ?? [];
    return name !== undefined && PERMISSION.test(one?.permission ?? '') ? [name] : [];
  });
  // A unique id, which IAM may show instead, is no address and says nothing either way.
  const texts = [...said, ...lookedAt.filter((name) => name.includes('@'))];
  const [account, ...others] = new Set(texts.map(accountAddress));
  return others.length > 0 ? undefined : account;
}
