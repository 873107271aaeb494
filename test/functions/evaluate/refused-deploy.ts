/** The entry of a deploy of payments-prod/cp that `who` was refused under the account, at an RFC 3339 time. */
export function refusedDeploy(account: string, time: string, who: string) {
  return {
    logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
    timestamp: time,
    insertId: `refused-${account}-${time}-${who}`,
    resource: {
      type: 'cloud_run_job',
      labels: { project_id: 'payments-prod', location: 'us-central1', job_name: 'cp' },
    },
    protoPayload: {
      serviceName: 'run.googleapis.com',
      methodName: 'google.cloud.run.v2.Jobs.CreateJob',
      authenticationInfo: { principalEmail: who },
      status: {
        code: 7,
        message: `Permission 'iam.serviceaccounts.actAs' denied on service account ${account} (or it may not exist).`,
      },
    },
  };
}
