/** What `gcloud run jobs create` sends, with a bit of everything. */
export const GCLOUD_BODY = {
  apiVersion: 'run.googleapis.com/v1',
  kind: 'Job',
  metadata: {
    name: 'nightly',
    namespace: 'payments-prod',
    labels: { team: 'payments' },
    annotations: {
      'run.googleapis.com/client-name': 'gcloud',
      'run.googleapis.com/client-version': '528.0.0',
      'run.googleapis.com/launch-stage': 'BETA',
      'example.com/owner': 'payments',
    },
  },
  spec: {
    template: {
      metadata: {
        labels: { 'client.knative.dev/nonce': 'abc_def_ghi' },
        annotations: {
          'run.googleapis.com/client-name': 'gcloud',
          'run.googleapis.com/cloudsql-instances': 'payments-prod:us-central1:db',
          'run.googleapis.com/vpc-access-egress': 'private-ranges-only',
          'run.googleapis.com/network-interfaces':
            '[{"network":"default","subnetwork":"default","tags":["a"]}]',
        },
      },
      spec: {
        taskCount: 3,
        parallelism: 2,
        template: {
          spec: {
            containers: [
              {
                image: 'us-docker.pkg.dev/cloudrun/container/job',
                name: '',
                args: ['--fast'],
                command: ['run'],
                env: [{ name: 'A', value: '1' }, { name: 'EMPTY' }],
                resources: { limits: { cpu: '2000m', memory: '1Gi' } },
                volumeMounts: [{ name: 'bucket', mountPath: '/data' }],
              },
            ],
            volumes: [
              {
                name: 'bucket',
                csi: {
                  driver: 'gcsfuse.run.googleapis.com',
                  readOnly: true,
                  volumeAttributes: { bucketName: 'b', mountOptions: 'uid=1,gid=2' },
                },
              },
            ],
            maxRetries: 0,
            timeoutSeconds: '900',
            nodeSelector: {},
          },
        },
      },
    },
  },
  status: { latestCreatedExecution: {} },
};
