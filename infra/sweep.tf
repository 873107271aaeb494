# Asks for a sweep of the whole organization: jobs that no event told of, and findings whose jobs are gone.
resource "google_cloud_scheduler_job" "sweep" {
  project     = var.project
  region      = var.region
  name        = "bailiff-sweep"
  description = "Has every Cloud Run job of the organization judged again."
  schedule    = var.sweep_schedule
  time_zone   = "Etc/UTC"

  pubsub_target {
    topic_name = google_pubsub_topic.topic["sweeps"].id
    data       = base64encode(jsonencode({ kind = "sweep" }))
  }

  depends_on = [google_project_service.api, google_pubsub_topic_iam_policy.publisher]
}
