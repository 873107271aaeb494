import { z } from 'zod';
import { memberOf, parsePrincipal } from '../domain/principal.ts';
import { soundText } from './sound-text.ts';

/** `user:`, `group:` or `serviceAccount:` and a literal address: somebody whom people can ask. */
export const memberAddress = z
  .string()
  .regex(/^(?:user|group|serviceAccount):[^\s@*{}]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/, {
    error: 'Write user:ADDRESS, group:ADDRESS or serviceAccount:ADDRESS, a literal address.',
  });

/** A principal that deploys; written as an IAM binding would name it, so that one text is one principal. */
export const deployerAddress = soundText(deployerFault).meta({
  pattern: '^(user|serviceAccount):[^@]+@[^@]+$',
});

function deployerFault(text: string): string | undefined {
  const member = memberOf(parsePrincipal(text));
  if (!/^(?:user|serviceAccount):[^*{}]+$/.test(text) || member === undefined) {
    return 'Write user:ADDRESS or serviceAccount:ADDRESS, a literal address; groups, agents and federated identities are not read here.';
  }
  return member === text ? undefined : `Write ${member}, as Google names this principal.`;
}
