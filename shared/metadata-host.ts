const CLOUD_RUN = '169.254.169.254';

/**
 * HOST or HOST:PORT of the metadata server, from variables that Google's own clients and Cloud Run name; `undefined`
 * where there is none. Cloud Run sets K_SERVICE, and what its server gives goes to Google alone: with an `apiRoot`
 * only a server that is named is asked. `fault` is told a sentence.
 * https://cloud.google.com/run/docs/container-contract
 */
export function metadataHost(
  variable: (name: string) => string | undefined,
  apiRoot: string | undefined,
  fault: (sentence: string) => undefined,
): string | undefined {
  if (variable('METADATA_SERVER_DETECTION') === 'none') return undefined;
  const named = variable('GCE_METADATA_HOST');
  if (named === undefined) {
    const elsewhere = apiRoot ?? variable('GOOGLE_APPLICATION_CREDENTIALS');
    return elsewhere === undefined && variable('K_SERVICE') !== undefined ? CLOUD_RUN : undefined;
  }
  if (/^[^\s:/@]+(?::\d{1,5})?$/.test(named)) return named;
  return fault('GCE_METADATA_HOST is no HOST or HOST:PORT; leave it out for Google Cloud.');
}
