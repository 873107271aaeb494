import { defined } from '../defined.ts';
import type { V1Volume, V2Volume } from '../job-record.ts';
import type { VolumeInput } from './job-schema.ts';

const BUCKETS = 'gcsfuse.run.googleapis.com';

/** v1's volume in v2's shape. Cloud SQL is no volume in v1, but an annotation. */
export function volumeFromV1(volume: VolumeInput, aliases: ReadonlyMap<string, string>): V2Volume {
  const { name, secret, emptyDir, nfs, csi } = volume;
  return defined({
    name,
    secret:
      secret &&
      defined({
        secret: aliases.get(secret.secretName ?? '') ?? secret.secretName,
        defaultMode: secret.defaultMode,
        items: secret.items?.map(({ key, mode, path }) => defined({ path, version: key, mode })),
      }),
    emptyDir:
      emptyDir &&
      defined({
        medium: emptyDir.medium === '' ? undefined : emptyDir.medium?.toUpperCase(),
        sizeLimit: emptyDir.sizeLimit,
      }),
    nfs: nfs && defined(nfs),
    gcs: csi && bucketFromV1(csi),
  });
}

export function volumeToV1(volume: V2Volume, nameOf: (secret: string) => string): V1Volume {
  const { name, secret, emptyDir, nfs, gcs } = volume;
  return defined({
    name,
    secret:
      secret &&
      defined({
        secretName: secret.secret === undefined ? undefined : nameOf(secret.secret),
        defaultMode: secret.defaultMode,
        items: secret.items?.map(({ path, version, mode }) =>
          defined({ key: version, mode, path }),
        ),
      }),
    emptyDir:
      emptyDir &&
      defined({
        medium: emptyDir.medium === 'MEMORY' ? 'Memory' : emptyDir.medium,
        sizeLimit: emptyDir.sizeLimit,
      }),
    nfs,
    csi: gcs && {
      driver: BUCKETS,
      ...defined({ readOnly: gcs.readOnly }),
      volumeAttributes: defined({
        bucketName: gcs.bucket,
        mountOptions: gcs.mountOptions?.join(','),
      }),
    },
  });
}

function bucketFromV1({
  readOnly,
  volumeAttributes,
}: NonNullable<VolumeInput['csi']>): NonNullable<V2Volume['gcs']> {
  return defined({
    bucket: volumeAttributes?.['bucketName'],
    readOnly,
    mountOptions: volumeAttributes?.['mountOptions']?.split(',').filter((option) => option !== ''),
  });
}
