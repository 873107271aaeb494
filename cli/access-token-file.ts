import { Option } from 'commander';

/** Whose token Google is asked with. */
export function accessTokenFile(): Option {
  const what = 'holds an access token; else the Application Default Credentials are used';
  return new Option('--access-token-file <FILE>', what).conflicts('apiRoot');
}
