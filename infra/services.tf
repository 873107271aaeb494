data "google_project" "own" {
  project_id = var.project
}

resource "google_project_service" "api" {
  for_each = toset(concat(try(var.console.iap, false) ? ["iap.googleapis.com"] : [], var.open_telemetry ? ["telemetry.googleapis.com"] : [], length(local.channel_secrets) > 0 ? ["secretmanager.googleapis.com"] : [], length(local.channel_sources) > 0 ? ["securitycenter.googleapis.com"] : [], [
    "artifactregistry.googleapis.com",
    "cloudasset.googleapis.com",
    "cloudbuild.googleapis.com",
    "cloudfunctions.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "cloudscheduler.googleapis.com",
    "firestore.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "orgpolicy.googleapis.com",
    "policytroubleshooter.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "storage.googleapis.com",
  ]))

  project            = var.project
  service            = each.key
  disable_on_destroy = false
}
