/** What the audit entry of a call of Org Policy v2 says of it, with the request's fields beside the name. */
export function auditSpec(
  method: string,
  resourceName: string,
  request: Readonly<Record<string, unknown>>,
) {
  return {
    serviceName: 'orgpolicy.googleapis.com',
    methodName: `google.cloud.orgpolicy.v2.OrgPolicy.${method}`,
    resourceName,
    request: {
      '@type': `type.googleapis.com/google.cloud.orgpolicy.v2.${method}Request`,
      name: resourceName,
      ...request,
    },
  };
}
