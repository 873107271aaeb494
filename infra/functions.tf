locals {
  # With a small heap, what is no longer needed is swept early, so that memory stays flat however many messages there are.
  # The time for one push ends before Pub/Sub gives it up, so that no message is handled twice at once.
  functions = {
    evaluate = {
      bundle               = "evaluate"
      memory               = "512Mi"
      small_heap           = true
      concurrency          = 20
      max_instances        = 20
      timeout_seconds      = 100
      ack_deadline_seconds = 120
    }
    # Re-checks have instances of their own, and few: a sweep uses up no quota at once, and keeps no event waiting.
    recheck = {
      bundle               = "evaluate"
      memory               = "512Mi"
      small_heap           = true
      concurrency          = 4
      max_instances        = 3
      timeout_seconds      = 540
      ack_deadline_seconds = 600
    }
    # Ticks have one instance, so that one that takes long is not overtaken, and events never wait behind it.
    tick = {
      bundle               = "evaluate"
      memory               = "512Mi"
      small_heap           = true
      concurrency          = 1
      max_instances        = 1
      timeout_seconds      = 100
      ack_deadline_seconds = 120
    }
    remediate = {
      bundle               = "remediate"
      memory               = "512Mi"
      small_heap           = false
      concurrency          = 8
      max_instances        = 5
      timeout_seconds      = 540
      ack_deadline_seconds = 600
    }
    notify = {
      bundle               = "notify"
      memory               = "512Mi"
      small_heap           = true
      concurrency          = 20
      max_instances        = 5
      timeout_seconds      = 100
      ack_deadline_seconds = 120
    }
    sweep = {
      bundle               = "sweep"
      memory               = "512Mi"
      small_heap           = true
      concurrency          = 1
      max_instances        = 1
      timeout_seconds      = 540
      ack_deadline_seconds = 600
    }
  }

  # Without these flags Node lets garbage grow to over 300 MB. Remediate's gRPC clients need more than that.
  small_heap = "--max-semi-space-size=4 --max-old-space-size=96"

  # Nothing is pushed to it: people call it, as var.console says.
  console = var.console == null ? {} : {
    console = {
      bundle          = "console"
      memory          = "512Mi"
      small_heap      = true
      concurrency     = 10
      max_instances   = 2
      timeout_seconds = 60
    }
  }

  deployed = merge(local.functions, local.console)

  # Bundles, and the identities that they run as.
  running = toset([for one in local.deployed : one.bundle])

  # Cloud Functions sets this address as an audience of the service that it makes, and it is known beforehand.
  own_audiences = { for name in keys(local.deployed) : name => "https://${var.region}-${var.project}.cloudfunctions.net/bailiff-${name}" }
}

data "archive_file" "bundle" {
  for_each = local.running

  type        = "zip"
  source_dir  = "${coalesce(var.bundles, "${path.module}/../dist")}/${each.key}"
  output_path = "${path.root}/.terraform/bailiff/${each.key}.zip"
}

resource "google_storage_bucket" "source" {
  project                     = var.project
  name                        = "${var.project}-bailiff-source"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = !var.deletion_protection

  depends_on = [google_project_service.api]
}

resource "google_storage_bucket_object" "bundle" {
  for_each = local.running

  bucket = google_storage_bucket.source.name
  name   = "${each.key}-${data.archive_file.bundle[each.key].output_sha256}.zip"
  source = data.archive_file.bundle[each.key].output_path
}

resource "google_artifact_registry_repository" "functions" {
  project       = var.project
  location      = var.region
  repository_id = "bailiff"
  format        = "DOCKER"
  description   = "Images that Cloud Build makes of Bailiff's functions."

  cleanup_policies {
    id     = "keep-recent"
    action = "KEEP"

    most_recent_versions {
      keep_count = 10
    }
  }

  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"

    condition {
      older_than = "2592000s"
    }
  }

  depends_on = [google_project_service.api]
}

resource "google_cloudfunctions2_function" "function" {
  for_each = local.deployed

  project     = var.project
  location    = var.region
  name        = "bailiff-${each.key}"
  description = local.function_identities[each.value.bundle]

  build_config {
    runtime           = "nodejs24"
    entry_point       = each.value.bundle
    service_account   = google_service_account.build.id
    docker_repository = google_artifact_registry_repository.functions.id

    source {
      storage_source {
        bucket = google_storage_bucket.source.name
        object = google_storage_bucket_object.bundle[each.value.bundle].name
      }
    }
  }

  service_config {
    service_account_email            = google_service_account.function[each.value.bundle].email
    ingress_settings                 = each.key == "console" ? var.console.ingress : "ALLOW_INTERNAL_ONLY"
    all_traffic_on_latest_revision   = true
    available_cpu                    = "1"
    available_memory                 = each.value.memory
    timeout_seconds                  = each.value.timeout_seconds
    min_instance_count               = 0
    max_instance_count               = each.value.max_instances
    max_instance_request_concurrency = each.value.concurrency

    environment_variables = merge(
      each.value.small_heap ? { NODE_OPTIONS = local.small_heap } : {},
      {
        BAILIFF_DEPLOYMENT = jsonencode(local.deployment)
        BAILIFF_LEDGER     = "firestore:${google_firestore_database.ledger.name}"
      },
      each.key == "console" ? {
        BAILIFF_CONSOLE_CALLERS  = var.console.iap ? "iap" : "cloud-run"
        BAILIFF_CONSOLE_AUDIENCE = join(",", concat([local.console_audience], sort(var.console.audiences)))
        } : {
        BAILIFF_POLICY         = "gs://${google_storage_bucket.policy.name}/${local.policy_object}"
        BAILIFF_POLICY_DELAY   = var.policy_delay
        BAILIFF_PUSH_IDENTITY  = google_service_account.push[each.key].email
        BAILIFF_PUSH_AUDIENCE  = local.own_audiences[each.key]
        BAILIFF_PUSH_SIGNATURE = "checked-by-cloud-run"
      },
      each.key == "notify" ? { BAILIFF_CHANNELS = jsonencode(local.channels) } : {},
      try(local.telemetry[each.key], {}),
    )
  }

  depends_on = [
    google_artifact_registry_repository_iam_member.build,
    google_project_iam_member.build,
    google_project_service.api,
  ]
}

# Authoritative: nobody but the subscription's identity may call a function, and nobody but those whom it is for, or
# Identity-Aware Proxy in their stead, the console. So Cloud Run checks every token.
data "google_iam_policy" "invoker" {
  for_each = local.deployed

  binding {
    role    = "roles/run.invoker"
    members = each.key == "console" ? local.console_invokers : [google_service_account.push[each.key].member]
  }
}

resource "google_cloud_run_v2_service_iam_policy" "invoker" {
  for_each = local.deployed

  project     = var.project
  location    = var.region
  name        = google_cloudfunctions2_function.function[each.key].name
  policy_data = data.google_iam_policy.invoker[each.key].policy_data
}
