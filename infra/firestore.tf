resource "google_firestore_database" "ledger" {
  project                           = var.project
  name                              = "bailiff"
  location_id                       = var.region
  type                              = "FIRESTORE_NATIVE"
  concurrency_mode                  = "PESSIMISTIC"
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED"
  delete_protection_state           = var.deletion_protection ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  deletion_policy                   = "DELETE"

  depends_on = [google_project_service.api]
}

resource "google_firestore_index" "ledger" {
  for_each = local.firestore_indexes

  project     = var.project
  database    = google_firestore_database.ledger.name
  collection  = each.value.collection
  query_scope = "COLLECTION"

  dynamic "fields" {
    for_each = each.value.fields

    content {
      field_path   = fields.value.path
      order        = try(fields.value.order, null)
      array_config = try(fields.value.array_config, null)
    }
  }
}

# Indexes of its own for no field that nothing searches by; `expires` is when Firestore may delete a document.
resource "google_firestore_field" "unindexed" {
  for_each = local.firestore_unindexed

  project    = var.project
  database   = google_firestore_database.ledger.name
  collection = each.value.collection
  field      = each.value.field

  index_config {}

  dynamic "ttl_config" {
    for_each = each.value.field == "expires" ? [true] : []

    content {}
  }
}
