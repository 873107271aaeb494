import type { Response } from './local-apis.ts';

const KEPT = 3;

/** What was answered to each question before. */
export function oldAnswers() {
  const known = new Map<string, readonly Response[]>();
  return {
    /** An earlier answer that was another one, if there is any; this one is kept, too. */
    before(question: string, response: Response): Response | undefined {
      const earlier = known.get(question) ?? [];
      if (earlier.at(-1)?.text !== response.text)
        known.set(question, [...earlier, response].slice(-KEPT));
      return earlier.find(({ text }) => text !== response.text);
    },
  };
}
