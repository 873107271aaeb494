locals {
  # As notify reads it from BAILIFF_CHANNELS: what is left out stands nowhere.
  channels = {
    for name, channel in var.channels : name => {
      for kind, config in channel : kind => try({ for key, value in config : key => value if value != null }, config) if config != null
    }
  }

  # The secrets, topics and sources that the channels name are their owners', made outside of this module.
  channel_secrets = toset(flatten([
    for channel in values(local.channels) : [
      for config in values(channel) : [
        for field in ["token", "password", "routingKey", "key", "webhook"] :
        regex("^(projects/[^/]+/secrets/[^/]+)/versions/", config[field])[0] if can(config[field])
      ]
    ]
  ]))
  channel_topics  = toset([for channel in values(local.channels) : channel.pubsub.topic if can(channel.pubsub)])
  channel_sources = toset([for channel in values(local.channels) : channel.securityCommandCenter.source if can(channel.securityCommandCenter)])
}

resource "google_secret_manager_secret_iam_member" "channel" {
  for_each = local.channel_secrets

  project   = split("/", each.key)[1]
  secret_id = split("/", each.key)[3]
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.function["notify"].member
}

resource "google_pubsub_topic_iam_member" "channel" {
  for_each = local.channel_topics

  project = split("/", each.key)[1]
  topic   = split("/", each.key)[3]
  role    = "roles/pubsub.publisher"
  member  = google_service_account.function["notify"].member
}

resource "google_scc_source_iam_member" "channel" {
  for_each = local.channel_sources

  organization = split("/", each.key)[1]
  source       = split("/", each.key)[3]
  role         = "roles/securitycenter.findingsEditor"
  member       = google_service_account.function["notify"].member
}
