locals {
  push_subscriptions = {
    audit-events-evaluate = { topic = "audit-events", function = "evaluate", dead_letters = true, retention_seconds = 2678400 }
    decisions-remediate   = { topic = "decisions", function = "remediate", dead_letters = true, retention_seconds = 2678400 }
    approvals-remediate   = { topic = "approvals", function = "remediate", dead_letters = true, retention_seconds = 2678400 }
    outcomes-notify       = { topic = "outcomes", function = "notify", dead_letters = true, retention_seconds = 2678400 }
    sweeps-sweep          = { topic = "sweeps", function = "sweep", dead_letters = true, retention_seconds = 2678400 }
    rechecks-evaluate     = { topic = "rechecks", function = "recheck", dead_letters = true, retention_seconds = 2678400 }
    # Worth nothing after the next one: a missed tick does no harm, and when none is answered an alert says so.
    ticks-evaluate = { topic = "ticks", function = "tick", dead_letters = false, retention_seconds = 600 }
    # The end of the line: whoever must raise the alert is tried until it answers.
    dead-letters-notify = { topic = "dead-letters", function = "notify", dead_letters = false, retention_seconds = 2678400 }
  }

  # Some three hours with the backoff below: an outage of that length costs no event.
  max_delivery_attempts = 25
}

resource "google_pubsub_subscription" "push" {
  for_each = local.push_subscriptions

  project                    = var.project
  name                       = each.key
  topic                      = google_pubsub_topic.topic[each.value.topic].id
  ack_deadline_seconds       = local.functions[each.value.function].ack_deadline_seconds
  message_retention_duration = "${each.value.retention_seconds}s"

  expiration_policy {
    ttl = ""
  }

  push_config {
    push_endpoint = google_cloudfunctions2_function.function[each.value.function].service_config[0].uri

    oidc_token {
      service_account_email = google_service_account.push[each.value.function].email
      audience              = local.own_audiences[each.value.function]
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dynamic "dead_letter_policy" {
    for_each = each.value.dead_letters ? [google_pubsub_topic.topic["dead-letters"].id] : []

    content {
      dead_letter_topic     = dead_letter_policy.value
      max_delivery_attempts = local.max_delivery_attempts
    }
  }

  depends_on = [google_cloud_run_v2_service_iam_policy.invoker]
}

# Nothing pulls from it by itself: it keeps dead letters until somebody has looked and published them again.
resource "google_pubsub_subscription" "dead_letters" {
  project                    = var.project
  name                       = "dead-letters-kept"
  topic                      = google_pubsub_topic.topic["dead-letters"].id
  ack_deadline_seconds       = 60
  message_retention_duration = "2678400s"

  expiration_policy {
    ttl = ""
  }
}

# Pub/Sub forwards a dead letter as its own agent, which takes it off the subscription that it came from.
resource "google_pubsub_subscription_iam_member" "forwarder" {
  for_each = { for name, one in local.push_subscriptions : name => one if one.dead_letters }

  project      = var.project
  subscription = google_pubsub_subscription.push[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}
