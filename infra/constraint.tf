# Cloud Run takes custom constraints on jobs, by the fields of its v1 API.
# https://cloud.google.com/run/docs/securing/custom-constraints
resource "google_org_policy_custom_constraint" "no_default_account" {
  count = var.forbid_default_accounts ? 1 : 0

  parent         = "organizations/${var.organization}"
  name           = "custom.bailiffNoDefaultAccountOnJobs"
  display_name   = "No default service account on Cloud Run jobs"
  description    = "Name a service account made for the job: the default accounts of Compute Engine and App Engine are shared by everything in the project."
  resource_types = ["run.googleapis.com/Job"]
  method_types   = ["CREATE", "UPDATE"]
  action_type    = "DENY"
  condition = join(" || ", [
    for domain in ["@developer.gserviceaccount.com", "@appspot.gserviceaccount.com"] :
    "resource.spec.template.spec.template.spec.serviceAccountName.endsWith('${domain}')"
  ])
}

resource "google_org_policy_policy" "no_default_account" {
  count = var.forbid_default_accounts ? 1 : 0

  parent = "organizations/${var.organization}"
  name   = "organizations/${var.organization}/policies/${google_org_policy_custom_constraint.no_default_account[0].name}"

  spec {
    rules {
      enforce = "TRUE"
    }
  }
}
