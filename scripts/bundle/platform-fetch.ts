import type { Plugin } from 'rolldown';

/**
 * Gives what asks for `node-fetch` the `fetch` that Node has itself. Google's authentication asks for it; with the streams
 * that it brings along for older Nodes it is a tenth of what a function is.
 */
export const platformFetch: Plugin = {
  name: 'platform-fetch',
  resolveId: (id) => (id === 'node-fetch' ? { id, moduleSideEffects: false } : undefined),
  load: (id) => (id === 'node-fetch' ? 'export default globalThis.fetch;' : undefined),
};
