/** Where an object of Cloud Storage is. */
export interface ObjectAddress {
  readonly bucket: string;
  /** Its whole name, slashes included. */
  readonly object: string;
}

/** Reads `gs://BUCKET/OBJECT`; `undefined` for any other text. https://cloud.google.com/storage/docs/buckets#naming */
export function parseObjectAddress(text: string): ObjectAddress | undefined {
  const [, bucket, object] =
    /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220}[a-z0-9])\/([^\s#?*[\]]+)$/.exec(text) ?? [];
  return bucket === undefined || object === undefined ? undefined : { bucket, object };
}
