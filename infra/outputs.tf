output "deployment" {
  description = "What bounds the policy file: save it as YAML or JSON for \"bailiff policy check\"."
  value       = local.deployment
}

output "policy" {
  description = "Where the policy file lies."
  value       = "gs://${google_storage_bucket.policy.name}/${local.policy_object}"
}

output "identities" {
  description = "Every service account of the deployment, by what it is for."
  value = merge(
    { for name, account in google_service_account.function : name => account.email },
    { for name, account in google_service_account.writer : name => account.email },
    { for name, account in google_service_account.push : "push-${name}" => account.email },
    { build = google_service_account.build.email },
  )
}

output "sink" {
  description = "The organization's log sink, and the identity that publishes for it."
  value = {
    name            = google_logging_organization_sink.audit.name
    filter          = google_logging_organization_sink.audit.filter
    writer_identity = google_logging_organization_sink.audit.writer_identity
  }
}

output "console" {
  description = "Where the console answers, whom its callers' tokens are for, and whom Cloud Run lets in; null where there is none."
  value = try({
    url      = google_cloudfunctions2_function.function["console"].service_config[0].uri
    audience = local.console_audience
    invokers = local.console_invokers
  }, null)
}

output "protected_folders" {
  description = "Numbers of the folders in which Bailiff's identities are denied every write."
  value       = sort(var.protected_folders)
}

output "functions" {
  description = "The functions, by what they do."
  value       = { for name, function in google_cloudfunctions2_function.function : name => function.id }
}
