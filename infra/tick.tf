# Has looked at what is due: settled jobs, budgets that have room again, what expires, what was left half done.
resource "google_cloud_scheduler_job" "tick" {
  project     = var.project
  region      = var.region
  name        = "bailiff-tick"
  description = "Has Bailiff look at what is due, once a minute."
  schedule    = "* * * * *"
  time_zone   = "Etc/UTC"

  pubsub_target {
    topic_name = google_pubsub_topic.topic["ticks"].id
    data       = base64encode(jsonencode({ kind = "tick" }))
  }

  depends_on = [google_project_service.api, google_pubsub_topic_iam_policy.publisher]
}
