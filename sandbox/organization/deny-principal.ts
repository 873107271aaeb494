import { EVERYBODY } from '../../shared/domain/deny-principal.ts';

const FORMS: readonly (readonly [RegExp, string])[] = [
  [/^principal:\/\/goog\/subject\/([^\s@/]+@[^\s@/]+)$/, 'user'],
  [
    /^principal:\/\/iam\.googleapis\.com\/projects\/-\/serviceAccounts\/([^\s@/]+@[^\s@/?]+)$/,
    'serviceAccount',
  ],
  [
    /^deleted:principal:\/\/iam\.googleapis\.com\/projects\/-\/serviceAccounts\/([^\s@/]+@[^\s@/?]+\?uid=\d+)$/,
    'deleted:serviceAccount',
  ],
  [/^principalSet:\/\/goog\/group\/([^\s@/]+@[^\s@/]+)$/, 'group'],
];

/**
 * A principal of a deny rule as allow policies write members: `user:…`, `serviceAccount:…`, `group:…` or `allUsers`;
 * `undefined` for the kinds that the local organization has none of. https://cloud.google.com/iam/docs/principal-identifiers
 */
export function memberOfPrincipal(principal: string): string | undefined {
  if (principal === EVERYBODY) return 'allUsers';
  for (const [form, kind] of FORMS) {
    const address = form.exec(principal)?.[1];
    if (address !== undefined) return `${kind}:${address.toLowerCase()}`;
  }
  return undefined;
}
