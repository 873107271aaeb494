/** A member of the query of every page but the first. */
export interface PageToken {
  readonly pageToken?: string;
}

interface Page {
  readonly nextPageToken?: string | null | undefined;
}

/**
 * Every page of a list, at most `most` of them; `ask` is given the query's page token, or nothing for the first
 * page.
 */
export async function* pages<T extends Page>(
  most: number,
  ask: (token: PageToken) => Promise<T>,
): AsyncGenerator<T> {
  let token: PageToken = {};
  for (let page = 0; page < most; page += 1) {
    const answer = await ask(token);
    yield answer;
    if (!answer.nextPageToken) return;
    token = { pageToken: answer.nextPageToken };
  }
}
