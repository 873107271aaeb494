/** `user:dev@example.com` → `dev@example.com`, as jobs and executions name who made them. */
export function emailOf(principal: string): string {
  return principal.replace(/^\w+:/, '');
}
