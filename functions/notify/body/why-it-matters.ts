/** What a rule is about, for somebody who has never heard of it; by its id. */
const WHY: Readonly<Record<string, string>> = {
  'default-service-account':
    'A job does all that its service account may do. Every workload for which nobody names one shares the default account, so whatever is granted to one of them is granted to all, and no log tells them apart.',
  'service-account-unusable':
    'A job does its work as its service account. Without one that is there and enabled, and is the one that was meant, it gets no access to anything: it cannot be deployed, or fails when it runs.',
  'missing-act-as':
    'Whoever deploys a job under a service account can do all that the account may do, through the job. So Google lets only those deploy it who may act as the account. That is often right: then deploy the job under another account.',
  'missing-token-creator':
    'Cloud Run itself fetches the tokens with which a job works, through a service agent of its own in the project of the job. Where that may not do so for the account, the job cannot be deployed, or cannot run.',
  'cross-project-use-disabled':
    'A project can keep its service accounts to itself. As long as this one does, nobody deploys a job of another project under them, whatever else is granted.',
};

/** Undefined for a rule that is not known. */
export function whyItMatters(rule: string): string | undefined {
  return Object.hasOwn(WHY, rule) ? WHY[rule] : undefined;
}
