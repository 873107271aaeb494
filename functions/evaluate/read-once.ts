import type { GatherReaders } from '../../shared/engine/gather.ts';

/**
 * The same readers, but that each project, its ancestors and each policy are read once: for a few moments in which many
 * jobs are read that share them, so that their number does not use up a quota.
 */
export function readOnce(readers: GatherReaders): GatherReaders {
  const { projects } = readers;
  return {
    ...readers,
    projects: {
      ...projects,
      get: once(projects.get),
      ancestors: once(projects.ancestors),
      policy: once(projects.policy),
    },
  };
}

function once<T>(read: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (name) => {
    const present = known.get(name);
    if (present !== undefined) return present;
    const reading = read(name);
    known.set(name, reading);
    // What failed may be asked again: a quota comes back within the minute.
    reading.catch(() => known.delete(name));
    return reading;
  };
}
