locals {
  roles = {
    bailiffReader = {
      title = "Bailiff: reader"
      permissions = [
        "iam.denypolicies.get",
        "iam.roles.get",
        "iam.serviceAccounts.get",
        "iam.serviceAccounts.getIamPolicy",
        "iam.serviceAccounts.list",
        "orgpolicy.policy.get",
        "resourcemanager.folders.getIamPolicy",
        "resourcemanager.organizations.getIamPolicy",
        "resourcemanager.projects.get",
        "resourcemanager.projects.getIamPolicy",
        "run.executions.list",
        "run.jobs.get",
      ]
    }
    bailiffJobWriter = {
      title = "Bailiff: job writer"
      permissions = [
        "artifactregistry.repositories.downloadArtifacts",
        "iam.serviceAccounts.actAs",
        "run.jobs.get",
        "run.jobs.update",
        "run.operations.get",
      ]
    }
    bailiffAccountWriter = {
      title = "Bailiff: account writer"
      permissions = [
        "iam.serviceAccounts.create",
        "iam.serviceAccounts.get",
        "iam.serviceAccounts.getIamPolicy",
        "iam.serviceAccounts.setIamPolicy",
      ]
    }
    bailiffRoleGranter = {
      title = "Bailiff: role granter"
      permissions = [
        "resourcemanager.projects.getIamPolicy",
        "resourcemanager.projects.setIamPolicy",
      ]
    }
    bailiffOrgPolicyWriter = {
      title = "Bailiff: organization policy writer"
      permissions = [
        "orgpolicy.policies.create",
        "orgpolicy.policies.delete",
        "orgpolicy.policies.update",
        "orgpolicy.policy.get",
      ]
    }
    bailiffSweeper = {
      title = "Bailiff: sweeper"
      permissions = [
        "cloudasset.assets.searchAllResources",
      ]
    }
  }
}

resource "google_organization_iam_custom_role" "role" {
  for_each = local.roles

  org_id      = var.organization
  role_id     = each.key
  title       = each.value.title
  permissions = each.value.permissions
  stage       = "GA"
}
