# Bailiff for one organization, as a first stage: it watches and records, and can change nothing.
terraform {
  required_version = ">= 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 8"
    }
  }

  backend "gcs" {
    prefix = "bailiff"
  }
}

provider "google" {
  project               = "bailiff-prod"
  region                = "europe-west1"
  user_project_override = true
  billing_project       = "bailiff-prod"
}

module "bailiff" {
  source = "../../infra"

  organization = "100000000001"
  project      = "bailiff-prod"
  region       = "europe-west1"
  domains      = ["example.com"]
  policy_file  = "${path.module}/policy.yaml"
  approvers    = ["user:admin@example.com"]
  console      = { members = ["user:admin@example.com"], iap = true }
  ceiling      = "observe"
}

output "bailiff" {
  value = module.bailiff
}
