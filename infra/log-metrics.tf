resource "google_logging_metric" "alerts" {
  project     = var.project
  name        = "bailiff/alerts"
  description = "Alerts that notify raised, by kind."
  filter      = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"bailiff-notify\" AND jsonPayload.result=\"alert\""

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"

    labels {
      key         = "kind"
      value_type  = "STRING"
      description = "Kind of alert."
    }
  }

  label_extractors = {
    kind = "EXTRACT(jsonPayload.alert)"
  }

  depends_on = [google_project_service.api]
}

resource "google_logging_metric" "results" {
  project     = var.project
  name        = "bailiff/results"
  description = "What became of the events, by function and result."
  filter      = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=~\"^bailiff-\" AND jsonPayload.result!=\"\""

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"

    labels {
      key         = "function"
      value_type  = "STRING"
      description = "Service that wrote the line."
    }

    labels {
      key         = "result"
      value_type  = "STRING"
      description = "Result in one word."
    }
  }

  label_extractors = {
    function = "EXTRACT(resource.labels.service_name)"
    result   = "EXTRACT(jsonPayload.result)"
  }

  depends_on = [google_project_service.api]
}
