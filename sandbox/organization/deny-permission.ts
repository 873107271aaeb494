/** Services whose name in deny policies is another than in roles. */
const RENAMED: ReadonlyMap<string, string> = new Map([['resourcemanager', 'cloudresourcemanager']]);

const FORM =
  /^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+\/(?:\*|[A-Za-z][\w-]*(?:[./][A-Za-z][\w-]*)*)\.(?:\*|[A-Za-z]\w*)$/;

/** `iam.serviceAccounts.actAs` → `iam.googleapis.com/serviceAccounts.actAs`, as deny policies write permissions. */
export function denyPermission(permission: string): string {
  if (permission.includes('/') && permission.includes('.googleapis.com/')) return permission;
  const [service = '', rest = ''] = permission.split(/\.(.*)/);
  return `${RENAMED.get(service) ?? service}.googleapis.com/${rest}`;
}

/** The other way: `cloudresourcemanager.googleapis.com/projects.get` → `resourcemanager.projects.get`. */
export function rolePermission(permission: string): string {
  const [, name = '', rest] = /^([a-z0-9-]+)\.googleapis\.com\/(.+)$/.exec(permission) ?? [];
  if (rest === undefined) return permission;
  const service = [...RENAMED].find(([, renamed]) => renamed === name)?.[0] ?? name;
  return `${service}.${rest}`;
}

/** A permission of a deny rule, or a group of them: `FQDN/RESOURCE.*`, `FQDN/*.VERB`, `FQDN/*.*`. */
export function isDenyPermission(text: string): boolean {
  return FORM.test(text);
}

/** Whether an entry of a deny rule names the permission, which is in the same form. */
export function namesPermission(entry: string, permission: string): boolean {
  const [resource, verb] = halves(entry);
  const [askedResource, askedVerb] = halves(permission);
  if (verb !== '*' && verb !== askedVerb) return false;
  if (!resource.endsWith('/*')) return resource === askedResource;
  return askedResource.startsWith(resource.slice(0, -1));
}

function halves(permission: string): readonly [string, string] {
  const at = permission.lastIndexOf('.');
  return [permission.slice(0, at), permission.slice(at + 1)];
}
