locals {
  writes = contains(["approve", "remediate"], var.ceiling)

  # What bounds the policy file, as the functions read it from BAILIFF_DEPLOYMENT.
  deployment = {
    organization          = "organizations/${var.organization}"
    project               = var.project
    domains               = sort(var.domains)
    ceiling               = var.ceiling
    actions               = sort(var.actions)
    trustAccounts         = sort(var.trust_accounts)
    dedicatedAccountRoles = sort(var.dedicated_account_roles)
    approvers             = sort(var.approvers)
    serviceAccountQuota   = var.service_account_quota
    channels              = sort(keys(var.channels))
    identities = merge(
      {
        evaluate      = google_service_account.function["evaluate"].email
        remediate     = google_service_account.function["remediate"].email
        notify        = google_service_account.function["notify"].email
        console       = google_service_account.function["console"].email
        sweep         = google_service_account.function["sweep"].email
        jobWriter     = google_service_account.writer["job-writer"].email
        accountWriter = google_service_account.writer["account-writer"].email
      },
      local.has_role_granter ? { roleGranter = google_service_account.writer["role-granter"].email } : {},
      local.has_org_policy_writer ? { orgPolicyWriter = google_service_account.writer["org-policy-writer"].email } : {},
    )
  }
}
