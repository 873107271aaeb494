# What the functions measure of themselves, sent to Google's OpenTelemetry endpoint: docs/telemetry.md.
locals {
  telemetry = { for name in keys(local.functions) : name => var.open_telemetry ? {
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT = "https://telemetry.googleapis.com/v1/metrics"
    OTEL_RESOURCE_ATTRIBUTES = join(",", [
      "service.name=bailiff-${name}",
      "cloud.platform=gcp_cloud_run",
      "cloud.region=${var.region}",
      "gcp.project_id=${var.project}",
    ])
  } : {} }
}

# Those that are pushed to; the console measures nothing.
resource "google_project_iam_member" "telemetry" {
  for_each = var.open_telemetry ? toset([for one in local.functions : one.bundle]) : toset([])

  project = var.project
  role    = "roles/telemetry.metricsWriter"
  member  = google_service_account.function[each.key].member
}
