import { z } from 'zod';
import { answered } from './answered.ts';
import { ChannelFailure } from './channel-failure.ts';
import { isNamed, type JiraSite } from './jira-site.ts';

const Resolution = z.object({ id: z.string(), name: z.string() });
const Transition = z.object({
  id: z.string(),
  to: z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) }),
  fields: z
    .object({
      resolution: z
        .object({ required: z.boolean(), allowedValues: z.array(Resolution).default([]) })
        .optional(),
    })
    .default({}),
});
type Transition = z.output<typeof Transition>;
const Transitions = z.object({ transitions: z.array(Transition) });
const RESOLUTIONS = ['Done', 'Fixed', 'Resolved'];

/**
 * What is to be posted to bring an issue to a status, of the transitions that its workflow offers now: the one that
 * leads to the status of that name, else, if `orDone`, any that leads to one that counts as done. Throws ChannelFailure.
 */
export async function transitionTo(
  { call }: JiraSite,
  key: string,
  { name, orDone }: { readonly name: string; readonly orDone: boolean },
): Promise<object> {
  const path = `issue/${encodeURIComponent(key)}/transitions?expand=transitions.fields`;
  const { transitions } = answered('Jira', Transitions, await call('GET', path));
  const chosen =
    transitions.find(({ to }) => isNamed(to.name, name)) ??
    transitions.find(({ to }) => orDone && to.statusCategory.key === 'done');
  if (chosen === undefined)
    throw new ChannelFailure(
      'refused',
      `No transition leads ${key} from where it is to “${name}”; let its workflow have one that the channel’s user may take, or name another status in the channel.`,
    );
  return { transition: { id: chosen.id }, ...resolution(chosen) };
}

/** Many workflows ask on the way to done how it was. */
function resolution({ fields }: Transition): object {
  const { required = false, allowedValues = [] } = fields.resolution ?? {};
  const usual = allowedValues.find(({ name }) => RESOLUTIONS.includes(name)) ?? allowedValues[0];
  return required && usual !== undefined ? { fields: { resolution: { id: usual.id } } } : {};
}
