import { withMember } from '../../shared/domain/iam-policy.ts';
import type { Request } from '../local-apis.ts';
import { person } from '../person.ts';
import { ADMIN, BOSS, DEV, OPS, TERRAFORM } from '../setting.ts';
import type { World } from '../world.ts';

const ROLES = [
  'roles/logging.viewer',
  'roles/iam.serviceAccountUser',
  'roles/iam.serviceAccountTokenCreator',
];

const JOB = /\/jobs\/[^/:]+$/;

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
  if (!JOB.test(path)) return false;
  const { ok, body } = await person(world, DEV).call('GET', path);
  if (!ok) return false;
  const { labels, template } = body;
  const changed = { labels: { ...Object(labels), at: String(random.below(1000)) }, template };
  return (await person(world, DEV).call('PATCH', path, changed)).ok;
}

/** A pipeline deploys the job as its code says, which names no account, right after somebody else wrote it. */
export async function setBack({ url }: Pick<Request, 'url'>, world: World): Promise<void> {
  const path = decodeURIComponent(url.pathname);
  if (!JOB.test(path)) return;
  const pipeline = person(world, TERRAFORM);
  const { ok, body } = await pipeline.call('GET', path);
  if (!ok) return;
  const { labels, template } = structuredClone(body);
  Reflect.deleteProperty(Object(Object(template).template), 'serviceAccount');
  await pipeline.call('PATCH', path, { labels, template });
}
