import { Unusable } from './unusable.ts';

/** Throws Unusable unless `--as` names somebody whom the local organization can take for the caller. */
export function requirePrincipal(as: string): void {
  if (/^(?:user|serviceAccount):[a-z0-9._%+-]+@[a-z0-9.-]+$/i.test(as)) return;
  throw new Unusable(`--as ${as} names no principal. Write user:EMAIL or serviceAccount:EMAIL.`);
}
