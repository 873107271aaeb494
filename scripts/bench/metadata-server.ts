import { createServer } from 'node:http';
import { type Listening, listen } from '../../sandbox/listen.ts';

/** Gives one token to whoever asks as Google's metadata server is asked. */
export function startMetadataServer(token: string): Promise<Listening> {
  const answer = JSON.stringify({ access_token: token, expires_in: 3599, token_type: 'Bearer' });
  const server = createServer(({ headers }, response) => {
    response.writeHead(headers['metadata-flavor'] === 'Google' ? 200 : 403, {
      'content-type': 'application/json',
      'metadata-flavor': 'Google',
    });
    response.end(answer);
  });
  return listen(server, 0);
}
