/** How deny policies write a service account. https://cloud.google.com/iam/docs/principal-identifiers */
export function accountPrincipal(email: string): string {
  return `principal://iam.googleapis.com/projects/-/serviceAccounts/${email}`;
}

/** Whom deny policies call everybody; an exception cannot name it. */
export const EVERYBODY = 'principalSet://goog/public:all';
