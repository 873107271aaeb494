import type { LogEntry } from '../../sandbox/audit/entry-log.ts';

interface Audited {
  readonly protoPayload: {
    readonly methodName: string;
    readonly resourceName: string;
    readonly status?: { readonly code?: number };
    readonly request?: { readonly validateOnly?: boolean };
    readonly authenticationInfo: { readonly principalEmail: string };
  };
  readonly operation?: { readonly last?: boolean };
}

/** Calls by Bailiff's identities that changed something, each once, oldest first: `METHOD RESOURCE`. */
export function writesIn(entries: readonly LogEntry[]): readonly string[] {
  return (entries as unknown as readonly Audited[])
    .filter(({ protoPayload: { authenticationInfo, status, request }, operation }) => {
      const own = /^bailiff-.*@bailiff-prod\./.test(authenticationInfo.principalEmail);
      const done = status?.code === undefined && request?.validateOnly !== true;
      // Of a pair of entries the first one counts.
      return own && done && operation?.last !== true;
    })
    .map(({ protoPayload }) => {
      const method = protoPayload.methodName.split('.').at(-1) ?? '';
      return `${method} ${protoPayload.resourceName.split('/').at(-1)}`;
    });
}
