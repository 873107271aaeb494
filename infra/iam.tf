locals {
  # Who may do what in the organization. A writer holds its role only while the ceiling and the actions call for it.
  organization_bindings = merge(
    {
      for name in ["evaluate", "remediate"] : "${name}-reader" => {
        role      = google_organization_iam_custom_role.role["bailiffReader"].name
        member    = google_service_account.function[name].member
        condition = null
      }
    },
    {
      # Policy Troubleshooter explains only policies and roles that the asker may read.
      for name in ["evaluate", "remediate"] : "${name}-security-reviewer" => {
        role      = "roles/iam.securityReviewer"
        member    = google_service_account.function[name].member
        condition = null
      }
    },
    {
      sweep = {
        role      = google_organization_iam_custom_role.role["bailiffSweeper"].name
        member    = google_service_account.function["sweep"].member
        condition = null
      }
    },
    {
      for name, role in local.writer_roles : name => {
        role      = google_organization_iam_custom_role.role[role].name
        member    = google_service_account.writer[name].member
        condition = name == "role-granter" ? local.grantable_roles : null
      }
    },
  )

  writer_roles = merge(
    local.writes && contains(var.actions, "assign-service-account") ? { job-writer = "bailiffJobWriter" } : {},
    local.writes && length(setintersection(var.actions, ["assign-service-account", "grant-token-creator", "grant-act-as"])) > 0 ? { account-writer = "bailiffAccountWriter" } : {},
    local.writes && contains(var.actions, "assign-service-account") && local.has_role_granter ? { role-granter = "bailiffRoleGranter" } : {},
    local.writes && local.has_org_policy_writer ? { org-policy-writer = "bailiffOrgPolicyWriter" } : {},
  )

  # hasOnly takes ten values, and Bailiff gives one role at a time.
  # https://cloud.google.com/iam/docs/setting-limits-on-granting-roles
  grantable_roles = {
    title       = "bailiff-dedicated-account-roles"
    description = "Only the roles of dedicated_account_roles may be granted or taken."
    expression = join(" || ", [
      for ten in chunklist(sort(var.dedicated_account_roles), 10) :
      "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([${join(", ", formatlist("'%s'", ten))}])"
    ])
  }
}

resource "google_organization_iam_member" "binding" {
  for_each = local.organization_bindings

  org_id = var.organization
  role   = each.value.role
  member = each.value.member

  dynamic "condition" {
    for_each = each.value.condition[*]

    content {
      title       = condition.value.title
      description = condition.value.description
      expression  = condition.value.expression
    }
  }
}

# Authoritative: remediate alone may impersonate a writer.
data "google_iam_policy" "impersonator" {
  binding {
    role    = "roles/iam.serviceAccountTokenCreator"
    members = [google_service_account.function["remediate"].member]
  }
}

resource "google_service_account_iam_policy" "writer" {
  for_each = google_service_account.writer

  service_account_id = each.value.name
  policy_data        = data.google_iam_policy.impersonator.policy_data
}

# Authoritative: Pub/Sub alone may sign a push.
data "google_iam_policy" "push_signer" {
  binding {
    role    = "roles/iam.serviceAccountOpenIdTokenCreator"
    members = [local.pubsub_agent]
  }
}

resource "google_service_account_iam_policy" "push" {
  for_each = google_service_account.push

  service_account_id = each.value.name
  policy_data        = data.google_iam_policy.push_signer.policy_data
}

resource "google_project_iam_member" "ledger" {
  for_each = local.running

  project = var.project
  role    = "roles/datastore.user"
  member  = google_service_account.function[each.key].member

  condition {
    title      = "bailiff-ledger"
    expression = "resource.name == \"projects/${var.project}/databases/${google_firestore_database.ledger.name}\""
  }
}

resource "google_project_iam_member" "build" {
  for_each = toset(["roles/logging.logWriter", "roles/storage.objectViewer"])

  project = var.project
  role    = each.key
  member  = google_service_account.build.member
}

resource "google_artifact_registry_repository_iam_member" "build" {
  project    = var.project
  location   = google_artifact_registry_repository.functions.location
  repository = google_artifact_registry_repository.functions.name
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.build.member
}
