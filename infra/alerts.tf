locals {
  # What notify says, by the kind of alert, each with what to do about it.
  alert_kinds = {
    account-mismatch                = { severity = "ERROR", meaning = "An entry disagrees with itself on the service account. Somebody may be forging entries." }
    ceiling-lowered                 = { severity = "ERROR", meaning = "An approver lowered the ceiling of the whole organization. \"bailiff ceiling\" shows who and why; nothing that goes further is begun until an approver takes it back." }
    ceiling-raised                  = { severity = "ERROR", meaning = "An approver raised the ceiling of the whole organization. \"bailiff ceiling\" shows who and why; if it is not meant, lower it again." }
    channel-down                    = { severity = "ERROR", meaning = "A ticket system or channel takes nothing. What it should hold is kept and tried again; the alert says what it answers, and the log of notify when it was tried." }
    dead-letter                     = { severity = "ERROR", meaning = "A message failed at every delivery. The log of the function behind the subscription says why; mend that, then publish what dead-letters-kept holds again." }
    denied-deploys-left-out         = { severity = "WARNING", meaning = "One principal was denied more deploys in an hour than Bailiff records. The log names the principal." }
    exemption-ends                  = { severity = "WARNING", meaning = "An exemption is about to end. Its owner mends what it is about, or asks the owners of the policy for another date." }
    exemption-lapsed                = { severity = "WARNING", meaning = "An exemption has ended, and what it was about is judged like anything else. Take it out of the policy file, or give it another date." }
    exemption-unreadable            = { severity = "ERROR", meaning = "The condition of an exemption cannot be evaluated, so it exempts nothing, and nothing is changed either. Mend the condition in the policy file." }
    fight                           = { severity = "ERROR", meaning = "Somebody sets a job back as often as Bailiff mends it, so it is only ticketed. Mend the source with those whom the alert names; then an approver closes it: \"bailiff alert close\"." }
    limit-reached                   = { severity = "WARNING", meaning = "A limit of the policy is used up: findings are ticketed and wait. The alert names whose limit it is; see what is deployed there and by whom, and mend it at its source." }
    outside-organization            = { severity = "WARNING", meaning = "An event names a project outside the organization. See what the sink delivers." }
    own-identity-write-without-step = { severity = "CRITICAL", meaning = "Somebody wrote as one of Bailiff's identities, and no step of Bailiff did. Take remediate's right to impersonate away, then read the audit log." }
    policy-rejected                 = { severity = "ERROR", meaning = "The policy file was refused, and the last good one stays in force. \"bailiff policy check FILE\" lists every fault." }
    policy-widened                  = { severity = "WARNING", meaning = "A version of the policy file allows more than the one before it. The alert says what, and from when on it is in force; put the old version back before then if it is not meant." }
    project-mismatch                = { severity = "ERROR", meaning = "An entry's log, labels and resource disagree on the project. Somebody may be forging entries." }
    remediation-failed              = { severity = "ERROR", meaning = "A remediation failed. The finding's history says at which step, and how to take back what was done." }
    unknown-job-method              = { severity = "WARNING", meaning = "Cloud Run logged a method on jobs that Bailiff does not know. Look for a newer version of Bailiff." }
    unread-projects                 = { severity = "ERROR", meaning = "A sweep could not read every project. The alert's text names them: nothing in them is judged until evaluate may read them again." }
  }

  # Changes to what keeps the topics and the identities to themselves. An apply of this module raises these too.
  watched_changes = {
    topics = {
      title   = "a topic's or a subscription's settings were changed"
      meaning = "Somebody changed who may publish to a topic of Bailiff, or where a subscription pushes. Unless that was an apply of this module, apply it now: it puts the policies back."
      filter  = "protoPayload.serviceName=\"pubsub.googleapis.com\" AND protoPayload.methodName=~\"(SetIamPolicy|(Update|Delete)(Topic|Subscription)|ModifyPushConfig|DetachSubscription)$\""
    }
    invokers = {
      title   = "who may call a function was changed"
      meaning = "Somebody changed who may call a function of Bailiff or its console. Unless that was an apply of this module, apply it now: whoever else may call the console could read it, and allUsers could pass for an approver."
      filter  = "protoPayload.serviceName=\"run.googleapis.com\" AND protoPayload.methodName=~\"Services\\.SetIamPolicy$\""
    }
    identities = {
      title   = "an identity of Bailiff was touched"
      meaning = "Somebody changed an account of Bailiff's project, its policy or its keys. Unless that was an apply of this module, apply it now, and read the audit log."
      filter  = "protoPayload.serviceName=\"iam.googleapis.com\" AND protoPayload.methodName=~\"(SetI[Aa][Mm]Policy|ServiceAccount|ServiceAccountKey)$\""
    }
  }

  subscription_limits = {
    dead_letter_message_count = {
      title   = "dead letters"
      meaning = "Messages failed at every delivery. The log of the function behind the subscription says why; mend that, then publish what dead-letters-kept holds again."
      above   = 0
      for     = "0s"
      aligner = "ALIGN_DELTA"
    }
    oldest_unacked_message_age = {
      title   = "events wait"
      meaning = "The oldest message waits for longer than 15 minutes. Look at the function's errors and instances: a quota, an outage, or a policy that cannot be read."
      above   = 900
      for     = "300s"
      aligner = "ALIGN_MAX"
    }
  }

  # What Cloud Monitoring has not heard of for so long, once it has heard of it.
  silences = {
    tick = {
      title   = "no tick came"
      meaning = "Nothing has ticked for ten minutes, so nothing comes due by itself: settled jobs, budgets that have room again, what was left half done. Look at the Scheduler job bailiff-tick and the log of the function bailiff-tick; the next tick does what was missed."
      filter  = "resource.type=\"cloud_run_revision\" AND metric.type=\"run.googleapis.com/request_count\" AND resource.labels.service_name=\"bailiff-tick\" AND metric.labels.response_code_class=\"2xx\""
      for     = "600s"
    }
  }

  push_subscription_filter = "resource.labels.subscription_id=one_of(${join(", ", [for name in keys(local.push_subscriptions) : jsonencode(name)])})"
}

resource "google_monitoring_alert_policy" "kind" {
  for_each = local.alert_kinds

  project               = var.project
  display_name          = "Bailiff: ${each.key}"
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = var.notification_channels

  documentation {
    content   = each.value.meaning
    mime_type = "text/markdown"
  }

  conditions {
    display_name = "notify raised ${each.key}"

    condition_threshold {
      filter          = "resource.type=\"cloud_run_revision\" AND metric.type=\"logging.googleapis.com/user/${google_logging_metric.alerts.name}\" AND metric.labels.kind=\"${each.key}\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }
}

resource "google_monitoring_alert_policy" "change" {
  for_each = local.watched_changes

  project               = var.project
  display_name          = "Bailiff: ${each.value.title}"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = var.notification_channels

  documentation {
    content   = each.value.meaning
    mime_type = "text/markdown"
  }

  conditions {
    display_name = each.value.title

    condition_matched_log {
      filter = "log_id(\"cloudaudit.googleapis.com/activity\") AND ${each.value.filter}"
    }
  }

  alert_strategy {
    auto_close = "604800s"

    notification_rate_limit {
      period = "300s"
    }
  }

  depends_on = [google_project_service.api]
}

resource "google_monitoring_alert_policy" "subscription" {
  for_each = local.subscription_limits

  project               = var.project
  display_name          = "Bailiff: ${each.value.title}"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = var.notification_channels

  documentation {
    content   = each.value.meaning
    mime_type = "text/markdown"
  }

  conditions {
    display_name = each.value.title

    condition_threshold {
      filter          = "resource.type=\"pubsub_subscription\" AND metric.type=\"pubsub.googleapis.com/subscription/${each.key}\" AND ${local.push_subscription_filter}"
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.above
      duration        = each.value.for

      aggregations {
        alignment_period   = "60s"
        per_series_aligner = each.value.aligner
      }
    }
  }

  depends_on = [google_pubsub_subscription.push]
}

resource "google_monitoring_alert_policy" "silence" {
  for_each = local.silences

  project               = var.project
  display_name          = "Bailiff: ${each.value.title}"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = var.notification_channels

  documentation {
    content   = each.value.meaning
    mime_type = "text/markdown"
  }

  conditions {
    display_name = each.value.title

    condition_absent {
      filter   = each.value.filter
      duration = each.value.for

      # Of all revisions together: an old one falls silent when a new one takes over.
      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  depends_on = [google_cloud_scheduler_job.tick]
}
