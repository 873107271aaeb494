import type { VendorAnswer } from './vendor.ts';

export const JIRA_USER = 'bailiff@example.com';
export const JIRA_TOKEN = 'jira-token-never-shown';

export const UNAUTHENTICATED: VendorAnswer = {
  status: 401,
  text: 'Client must be authenticated to access this resource.',
};

export function proofFor(edition: 'cloud' | 'data-center'): string {
  if (edition === 'data-center') return `Bearer ${JIRA_TOKEN}`;
  return `Basic ${Buffer.from(`${JIRA_USER}:${JIRA_TOKEN}`).toString('base64')}`;
}

export function wrong(status: number, field: string, message?: string): VendorAnswer {
  const said =
    message === undefined
      ? { errorMessages: [field], errors: {} }
      : { errorMessages: [], errors: { [field]: message } };
  return { status, json: said };
}
