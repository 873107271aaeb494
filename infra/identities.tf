locals {
  has_role_granter      = length(var.dedicated_account_roles) > 0
  has_org_policy_writer = contains(var.actions, "allow-cross-project-use")

  function_identities = {
    evaluate  = "Reads jobs, policies and accounts, and judges them."
    remediate = "Reads what evaluate reads; writes only as one of the writers, for minutes."
    notify    = "Keeps tickets and raises alerts."
    console   = "Shows findings, and records what approvers ask."
    sweep     = "Lists the organization's jobs and asks for their re-checks; reads nothing else."
  }

  writer_identities = merge(
    {
      job-writer     = "Moves a job to another account."
      account-writer = "Makes accounts and writes their policies."
    },
    local.has_role_granter ? { role-granter = "Gives the roles of dedicated_account_roles to accounts that Bailiff made." } : {},
    local.has_org_policy_writer ? { org-policy-writer = "Lets a project's accounts be used from other projects." } : {},
  )
}

resource "google_service_account" "function" {
  for_each = local.function_identities

  project      = var.project
  account_id   = "bailiff-${each.key}"
  display_name = "Bailiff: ${each.key}"
  description  = each.value
}

resource "google_service_account" "writer" {
  for_each = local.writer_identities

  project      = var.project
  account_id   = "bailiff-${each.key}"
  display_name = "Bailiff: ${each.key}"
  description  = each.value
}

resource "google_service_account" "push" {
  for_each = local.functions

  project      = var.project
  account_id   = "bailiff-push-${each.key}"
  display_name = "Bailiff: pushes to ${each.key}"
  description  = "Pub/Sub signs its pushes to ${each.key} as this account; it can do nothing else."
}

resource "google_service_account" "build" {
  project      = var.project
  account_id   = "bailiff-build"
  display_name = "Bailiff: builds"
  description  = "Cloud Build builds the functions as this account."
}
