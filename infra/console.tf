# The console: JSON over HTTP for whom var.console names. It runs and is bundled like the other functions.
locals {
  # Of Identity-Aware Proxy's tokens for a Cloud Run service, or of the ID tokens that Cloud Run's own IAM takes.
  # https://cloud.google.com/iap/docs/signed-headers-howto
  console_audience = (
    try(var.console.iap, false)
    ? "/projects/${data.google_project.own.number}/locations/${var.region}/services/bailiff-console"
    : try(local.own_audiences["console"], "")
  )

  iap_agent        = "serviceAccount:service-${data.google_project.own.number}@gcp-sa-iap.iam.gserviceaccount.com"
  console_invokers = try(var.console.iap, false) ? [local.iap_agent] : try(sort(var.console.members), [])
  iap_members      = try(var.console.iap, false) ? var.console.members : []
}

# Nothing else in Bailiff's project is behind Identity-Aware Proxy.
resource "google_project_iam_member" "console" {
  for_each = toset(local.iap_members)

  project = var.project
  role    = "roles/iap.httpsResourceAccessor"
  member  = each.key
}
