/** Parameters that every Google API takes. https://cloud.google.com/apis/docs/system-parameters */
export const STANDARD_PARAMETERS: ReadonlySet<string> = new Set(
  '$alt alt $.xgafv access_token callback fields $fields key oauth_token prettyPrint quotaUser uploadType upload_protocol'.split(
    ' ',
  ),
);
