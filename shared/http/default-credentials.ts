import type { AuthClient } from 'google-auth-library';
import { type Credentials, NoCredentials } from './credentials.ts';

const MISSING = 'Could not load the default credentials';

/**
 * Calls as the Application Default Credentials say, wherever they come from.
 * https://cloud.google.com/docs/authentication/application-default-credentials
 */
export function defaultCredentials(scope: string): Credentials {
  let connecting: Promise<AuthClient> | undefined;
  return async () => {
    connecting ??= connect(scope);
    try {
      const client = await connecting;
      // With the project that pays, where the credentials name one.
      return Object.fromEntries(await client.getRequestHeaders());
    } catch (error) {
      connecting = undefined;
      if (error instanceof Error && error.message.startsWith(MISSING))
        throw new NoCredentials(
          MISSING,
          'run where Google Cloud provides them, or log in with gcloud auth application-default login.',
        );
      throw error;
    }
  };
}

async function connect(scope: string): Promise<AuthClient> {
  // Loaded where there is no metadata server to ask and not before: it costs a cold start more than most calls.
  const { GoogleAuth } = await import('google-auth-library');
  return new GoogleAuth({ scopes: [scope] }).getClient();
}
