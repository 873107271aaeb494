# The same as shared/ledger/firestore/indexes.ts, which a test compares.
locals {
  firestore_indexes = {
    findings-by-state = {
      collection = "findings"
      fields     = [{ path = "state", order = "ASCENDING" }, { path = "place", order = "DESCENDING" }]
    }
    findings-by-resource = {
      collection = "findings"
      fields     = [{ path = "resource", order = "ASCENDING" }, { path = "place", order = "DESCENDING" }]
    }
    findings-by-resource-and-state = {
      collection = "findings"
      fields = [
        { path = "resource", order = "ASCENDING" },
        { path = "state", order = "ASCENDING" },
        { path = "place", order = "DESCENDING" },
      ]
    }
    findings-by-ticket = {
      collection = "findings"
      fields     = [{ path = "ticket", order = "ASCENDING" }, { path = "place", order = "DESCENDING" }]
    }
    findings-by-ticket-and-state = {
      collection = "findings"
      fields = [
        { path = "ticket", order = "ASCENDING" },
        { path = "state", order = "ASCENDING" },
        { path = "place", order = "DESCENDING" },
      ]
    }
    remediations-by-resource = {
      collection = "remediations"
      fields = [
        { path = "resource", order = "ASCENDING" },
        { path = "started", order = "DESCENDING" },
        { path = "decision", order = "ASCENDING" },
      ]
    }
    remediations-by-target = {
      collection = "remediations"
      fields = [
        { path = "targets", array_config = "CONTAINS" },
        { path = "started", order = "DESCENDING" },
        { path = "decision", order = "ASCENDING" },
      ]
    }
    uses-by-key = {
      collection = "uses"
      fields     = [{ path = "keys", array_config = "CONTAINS" }, { path = "name", order = "ASCENDING" }]
    }
    wakes-by-line = {
      collection = "wakes"
      fields     = [{ path = "line", order = "ASCENDING" }, { path = "place", order = "DESCENDING" }]
    }
  }

  firestore_unindexed_fields = {
    events       = ["body", "expires"]
    counters     = ["name", "n"]
    findings     = ["body"]
    occurrences  = ["expires"]
    remediations = ["owner", "leaseUntil", "body"]
    locks        = ["decision"]
    budgets      = ["body", "ceiling", "expires"]
    ceilings     = ["body"]
    admissions   = ["body", "expires"]
    uses         = ["body"]
    accounts     = ["body"]
    sweeps       = ["body", "expires"]
    notices      = ["body"]
    tickets      = ["body"]
    sequences    = ["n"]
    alerts       = ["body"]
    wakes        = ["body", "expires"]
  }

  firestore_unindexed = merge([
    for collection, fields in local.firestore_unindexed_fields : {
      for field in fields : "${collection}-${field}" => { collection = collection, field = field }
    }
  ]...)
}
