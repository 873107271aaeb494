resource "google_logging_organization_sink" "audit" {
  name        = "bailiff"
  org_id      = var.organization
  description = "Audit entries that can change what Bailiff thinks of a Cloud Run job."
  destination = "pubsub.googleapis.com/${google_pubsub_topic.topic["audit-events"].id}"

  # Admin Activity of whatever can change a verdict. Refused calls are in it too: a denied deploy is a finding.
  filter = trimspace(file("${path.module}/sink-filter.txt"))

  # Of every folder and project, today's and those to come.
  include_children = true
}
