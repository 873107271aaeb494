locals {
  # Each topic has one publisher. Whoever else is given a role on a topic loses it at the next apply, and raises an alert.
  publishers = {
    audit-events = google_logging_organization_sink.audit.writer_identity
    decisions    = google_service_account.function["evaluate"].member
    outcomes     = google_service_account.function["remediate"].member
    approvals    = google_service_account.function["console"].member
    rechecks     = google_service_account.function["sweep"].member
    sweeps       = local.scheduler_agent
    ticks        = local.scheduler_agent
    dead-letters = local.pubsub_agent
  }

  pubsub_agent    = "serviceAccount:service-${data.google_project.own.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
  scheduler_agent = "serviceAccount:service-${data.google_project.own.number}@gcp-sa-cloudscheduler.iam.gserviceaccount.com"
}

resource "google_pubsub_topic" "topic" {
  for_each = toset(["audit-events", "decisions", "outcomes", "approvals", "sweeps", "rechecks", "ticks", "dead-letters"])

  project = var.project
  name    = each.key

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }

  depends_on = [google_project_service.api]
}

data "google_iam_policy" "publisher" {
  for_each = local.publishers

  binding {
    role    = "roles/pubsub.publisher"
    members = [each.value]
  }
}

resource "google_pubsub_topic_iam_policy" "publisher" {
  for_each = local.publishers

  project     = var.project
  topic       = google_pubsub_topic.topic[each.key].name
  policy_data = data.google_iam_policy.publisher[each.key].policy_data
}
