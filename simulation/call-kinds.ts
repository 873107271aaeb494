/** What kind of call a request is, as far as faults tell them apart. */
export type CallKind =
  /** Changes nothing. */
  | 'read'
  /** Of the policy file: Cloud Storage never answers what was there before. */
  | 'file'
  | 'token'
  | 'publish'
  /** Only asks whether a write would be taken. */
  | 'trial'
  | 'write';

export function kindOf(method: string, { pathname, searchParams }: URL): CallKind {
  if (pathname.startsWith('/storage/')) return 'file';
  if (pathname.endsWith(':generateAccessToken')) return 'token';
  if (pathname.endsWith(':publish')) return 'publish';
  if (searchParams.get('validateOnly') === 'true') return 'trial';
  if (method === 'GET') return 'read';
  return /:(getIamPolicy|troubleshoot|searchAllResources|testIamPermissions)$/.test(pathname)
    ? 'read'
    : 'write';
}
