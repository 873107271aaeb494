locals {
  policy_object = "policy.yaml"
}

resource "google_storage_bucket" "policy" {
  project                     = var.project
  name                        = "${var.project}-bailiff-policy"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.deletion_protection

  versioning {
    enabled = true
  }

  depends_on = [google_project_service.api]
}

resource "google_storage_bucket_object" "policy" {
  count = var.policy_file == null ? 0 : 1

  bucket        = google_storage_bucket.policy.name
  name          = local.policy_object
  content       = file(var.policy_file)
  content_type  = "application/yaml"
  cache_control = "no-store"
}

# Authoritative: nobody keeps these roles on the bucket who is not named here.
resource "google_storage_bucket_iam_binding" "policy_reader" {
  bucket = google_storage_bucket.policy.name
  role   = "roles/storage.objectViewer"
  members = [
    google_service_account.function["evaluate"].member,
    google_service_account.function["remediate"].member,
  ]
}

resource "google_storage_bucket_iam_binding" "policy_writer" {
  count = length(var.policy_writers) == 0 ? 0 : 1

  bucket  = google_storage_bucket.policy.name
  role    = "roles/storage.objectUser"
  members = var.policy_writers
}
