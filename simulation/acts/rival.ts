import { withMember } from '../../shared/domain/iam-policy.ts';
import type { Request } from '../local-apis.ts';
import { person } from '../person.ts';
import { ADMIN, BOSS, DEV, OPS } from '../setting.ts';
import type { World } from '../world.ts';

const ROLES = [
  'roles/logging.viewer',
  'roles/iam.serviceAccountUser',
  'roles/iam.serviceAccountTokenCreator',
];

/** Somebody changes what is about to be written, at the last moment. False when there is nothing that he could change. */
export async function overtake({ url }: Pick<Request, 'url'>, world: World): Promise<boolean> {
  const { random } = world;
  const path = decodeURIComponent(url.pathname);
  if (path.endsWith(':setIamPolicy')) {
    const role = path.includes('/serviceAccounts/') ? random.pick(ROLES) : 'roles/logging.viewer';
    return person(world, ADMIN).edit(path.replace(/:setIamPolicy$/, ''), (policy) =>
      withMember(policy, role, random.pick([DEV, OPS, BOSS])),
    );
  }
  if (!/\/jobs\/[^/:]+$/.test(path)) return false;
  const { ok, body } = await person(world, DEV).call('GET', path);
  if (!ok) return false;
  const { labels, template } = body;
  const changed = { labels: { ...Object(labels), at: String(random.below(1000)) }, template };
  return (await person(world, DEV).call('PATCH', path, changed)).ok;
}
