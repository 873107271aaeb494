locals {
  # Every permission by which one of the roles changes something, as deny policies spell it.
  denied_writes = [
    "cloudresourcemanager.googleapis.com/projects.setIamPolicy",
    "iam.googleapis.com/serviceAccounts.actAs",
    "iam.googleapis.com/serviceAccounts.create",
    "iam.googleapis.com/serviceAccounts.setIamPolicy",
    "orgpolicy.googleapis.com/policies.create",
    "orgpolicy.googleapis.com/policies.delete",
    "orgpolicy.googleapis.com/policies.update",
    "run.googleapis.com/jobs.update",
  ]

  ledger_writes = [
    "datastore.googleapis.com/entities.create",
    "datastore.googleapis.com/entities.delete",
    "datastore.googleapis.com/entities.update",
  ]

  # Deny policies name a service account so, whatever project it is in.
  denied_functions = [for one in google_service_account.function : "principal://iam.googleapis.com/projects/-/serviceAccounts/${one.email}"]
  denied_writers   = [for one in google_service_account.writer : "principal://iam.googleapis.com/projects/-/serviceAccounts/${one.email}"]
  denied_own       = concat(local.denied_functions, local.denied_writers)
}

# Whatever roles somebody may give them later: no identity of Bailiff writes the organization's policy, and the functions
# write nothing in it except by way of a writer.
resource "google_iam_deny_policy" "organization" {
  parent       = urlencode("cloudresourcemanager.googleapis.com/organizations/${var.organization}")
  name         = "bailiff-organization"
  display_name = "Bailiff: the organization's own policy"

  rules {
    description = "No identity of Bailiff writes the organization's policy or changes a role."

    deny_rule {
      denied_principals = local.denied_own
      denied_permissions = [
        "cloudresourcemanager.googleapis.com/organizations.setIamPolicy",
        "iam.googleapis.com/roles.create",
        "iam.googleapis.com/roles.delete",
        "iam.googleapis.com/roles.undelete",
        "iam.googleapis.com/roles.update",
      ]
    }
  }

  rules {
    description = "The functions change nothing except as one of the writers."

    deny_rule {
      denied_principals  = local.denied_functions
      denied_permissions = local.denied_writes
    }
  }
}

resource "google_iam_deny_policy" "project" {
  parent       = urlencode("cloudresourcemanager.googleapis.com/projects/${var.project}")
  name         = "bailiff-project"
  display_name = "Bailiff: its own project"

  rules {
    description = "No identity of Bailiff changes what runs Bailiff."

    deny_rule {
      denied_principals  = local.denied_own
      denied_permissions = local.denied_writes
    }
  }

  rules {
    description = "The functions alone write the ledger."

    deny_rule {
      denied_principals    = ["principalSet://goog/public:all"]
      exception_principals = [for name in local.running : "principal://iam.googleapis.com/projects/-/serviceAccounts/${google_service_account.function[name].email}"]
      denied_permissions   = local.ledger_writes
    }
  }
}

resource "google_iam_deny_policy" "folder" {
  for_each = var.protected_folders

  parent       = urlencode("cloudresourcemanager.googleapis.com/folders/${each.key}")
  name         = "bailiff-protected"
  display_name = "Bailiff: a folder that it leaves alone"

  rules {
    description = "No identity of Bailiff changes anything here."

    deny_rule {
      denied_principals  = local.denied_own
      denied_permissions = local.denied_writes
    }
  }
}
