/**
 * How long what IAM was told may take to be seen everywhere, in milliseconds: two minutes as a rule, seven or more in
 * some cases. https://cloud.google.com/iam/docs/access-change-propagation
 */
export const PROPAGATION_MS = 10 * 60 * 1000;
