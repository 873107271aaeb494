import { type Loaded, loadPolicy } from '../shared/policy/load.ts';

/** Reads each text once, however many processes of one deployment ask for it. */
export function loadedOnce(): typeof loadPolicy {
  const known = new Map<string, Loaded>();
  return (text, context) => {
    const loaded = known.get(text) ?? loadPolicy(text, context);
    known.set(text, loaded);
    return loaded;
  };
}
