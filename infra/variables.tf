variable "organization" {
  description = "Number of the organization that Bailiff watches."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+$", var.organization))
    error_message = "Write the organization's number alone, such as 100000000001."
  }
}

variable "project" {
  description = "Id of a project that is there already and holds nothing but Bailiff."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "Write the project's id, not its number or its name."
  }
}

variable "region" {
  description = "Region of the functions, the ledger and the policy's bucket."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "Write one region, such as europe-west1."
  }
}

variable "domains" {
  description = "Domains whose users and groups Bailiff may name in a binding."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.domains) > 0 && alltrue([for domain in var.domains : can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", domain))])
    error_message = "Name at least one domain, each in lower case, such as example.com."
  }
}

variable "ceiling" {
  description = "No decision goes further than this, whatever the policy says. With observe or ticket no identity of Bailiff can change anything in the organization."
  type        = string
  default     = "observe"
  nullable    = false

  validation {
    condition     = contains(["observe", "ticket", "approve", "remediate"], var.ceiling)
    error_message = "The ceiling is one of observe, ticket, approve and remediate."
  }
}

variable "actions" {
  description = "What Bailiff may do at all. Each brings the permissions that it needs, and no others."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.actions, ["assign-service-account", "grant-token-creator", "grant-act-as", "allow-cross-project-use"])) == 0
    error_message = "Actions are assign-service-account, grant-token-creator, grant-act-as and allow-cross-project-use."
  }
}

variable "trust_accounts" {
  description = "Addresses of the service accounts that the policy's trust entries may name."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for account in var.trust_accounts : can(regex("^[a-z0-9-]+@[a-z0-9.-]+\\.iam\\.gserviceaccount\\.com$", account)) && !can(regex("@gcp-sa-|@serverless-robot-prod\\.", account))])
    error_message = "Write whole addresses of accounts that somebody made, such as batch-runtime@identity-prod.iam.gserviceaccount.com: no default account, no service agent, no wildcard."
  }
}

variable "dedicated_account_roles" {
  description = "Project roles that the policy may give to an account that Bailiff makes for one job. Empty: such accounts get no role, and no identity of Bailiff can write a project's policy."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for role in var.dedicated_account_roles : can(regex("^((projects|organizations)/[a-z0-9:.-]+/)?roles/[A-Za-z0-9_.]+$", role))])
    error_message = "Write roles/NAME, projects/PROJECT/roles/NAME or organizations/NUMBER/roles/NAME."
  }

  validation {
    condition     = length(setintersection(var.dedicated_account_roles, ["roles/owner", "roles/editor", "roles/viewer"])) == 0
    error_message = "No dedicated account gets a basic role: name narrower ones."
  }

  validation {
    condition     = length(var.dedicated_account_roles) <= 100
    error_message = "An IAM condition has room for 100 roles."
  }
}

variable "approvers" {
  description = "Who may approve a plan: user:, group: or serviceAccount: and an address."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for approver in var.approvers : can(regex("^(user|group|serviceAccount):[^@\\s*]+@[a-z0-9.-]+$", approver))])
    error_message = "Write user:ADDRESS, group:ADDRESS or serviceAccount:ADDRESS."
  }
}

variable "console" {
  description = "Who reaches the console. members: user:, group: or serviceAccount: and an address; what they may ask there, approvers says. iap: Identity-Aware Proxy lets them in, else Cloud Run's IAM. audiences: further ones of their tokens. Null: no console."
  type = object({
    members   = set(string)
    iap       = bool
    ingress   = optional(string, "ALLOW_ALL")
    audiences = optional(set(string), [])
  })
  default = null

  validation {
    condition     = var.console == null || try(length(var.console.members) > 0 && alltrue([for member in var.console.members : can(regex("^(user|group|serviceAccount):[^@\\s*]+@[a-z0-9.-]+$", member))]), false)
    error_message = "Name at least one member as user:ADDRESS, group:ADDRESS or serviceAccount:ADDRESS: never everybody."
  }

  validation {
    condition     = var.console == null || try(contains(["ALLOW_ALL", "ALLOW_INTERNAL_AND_GCLB", "ALLOW_INTERNAL_ONLY"], var.console.ingress), false)
    error_message = "ingress is one of ALLOW_ALL, ALLOW_INTERNAL_AND_GCLB and ALLOW_INTERNAL_ONLY."
  }

  validation {
    condition     = var.console == null || try(alltrue([for audience in var.console.audiences : can(regex(var.console.iap ? "^/projects/[0-9]+/global/backendServices/[0-9]+$" : "^(https://[^\\s,]+|[A-Za-z0-9_-]+\\.apps\\.googleusercontent\\.com)$", audience))]), false)
    error_message = "With iap an audience is /projects/NUMBER/global/backendServices/ID, else an https address or an OAuth client's id."
  }
}

variable "service_account_quota" {
  description = "Service accounts that Google allows in each project; at 80 % of it Bailiff makes none."
  type        = number
  default     = 100
  nullable    = false

  validation {
    condition     = var.service_account_quota >= 1 && floor(var.service_account_quota) == var.service_account_quota
    error_message = "The quota is a whole number from 1."
  }
}

variable "policy_file" {
  description = "Path of the policy file that Terraform uploads. Null: whoever policy_writers names uploads it."
  type        = string
  default     = null
}

variable "policy_delay" {
  description = "How long a policy that allows more than the one before waits before it does, e.g. 10m."
  type        = string
  default     = "10m"
  nullable    = false

  validation {
    condition     = can(regex("^(0|[1-9][0-9]*)[smhd]$", var.policy_delay))
    error_message = "policy_delay must be a whole number and its unit: 90s, 10m, 24h or 7d."
  }
}

variable "policy_writers" {
  description = "Who may upload a policy beside Terraform: user:, group: or serviceAccount: and an address."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for writer in var.policy_writers : can(regex("^(user|group|serviceAccount):[^@\\s*]+@[a-z0-9.-]+$", writer))])
    error_message = "Write user:ADDRESS, group:ADDRESS or serviceAccount:ADDRESS."
  }
}

variable "protected_folders" {
  description = "Numbers of folders in which Bailiff's identities are denied every write, whatever any policy grants."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for folder in var.protected_folders : can(regex("^[0-9]+$", folder))])
    error_message = "Write the folders' numbers alone, such as 200000000001."
  }
}

variable "channels" {
  description = "Where tickets and alerts go, by names that the policy may choose. Each is of exactly one kind. Secrets are named as versions in Secret Manager, which are made outside of this module: no value is in its state. alerts: the severity from which on alerts are sent there, or none. authority: PEM of a private certificate authority."
  type = map(object({
    github = optional(object({
      repository = string
      api        = optional(string)
      token      = string
    }))
    gitlab = optional(object({
      project = string
      site    = optional(string)
      token   = string
    }))
    jira = optional(object({
      site      = string
      edition   = string
      project   = string
      issueType = optional(string)
      user      = optional(string)
      token     = string
      closed    = optional(string)
      reopened  = optional(string)
    }))
    servicenow = optional(object({
      instance        = string
      user            = string
      password        = string
      assignmentGroup = optional(string)
    }))
    pagerduty = optional(object({
      events     = optional(string)
      routingKey = string
    }))
    webhook = optional(object({
      url      = string
      key      = string
      audience = optional(string)
    }))
    pubsub = optional(object({
      topic  = string
      format = optional(string)
    }))
    slack = optional(object({
      webhook = string
    }))
    googleChat = optional(object({
      webhook = string
    }))
    email = optional(object({
      host     = string
      port     = optional(number)
      security = optional(string)
      from     = string
      to       = list(string)
      user     = optional(string)
      password = optional(string)
    }))
    securityCommandCenter = optional(object({
      source = string
    }))
    alerts    = optional(string)
    authority = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.channels) : can(regex("^[a-z][a-z0-9-]{0,30}$", name))])
    error_message = "Name a channel with 1 to 31 small letters, digits and dashes, such as platform-team."
  }

  validation {
    condition = alltrue([for one in values(var.channels) : length([
      for kind in [one.github, one.gitlab, one.jira, one.servicenow, one.pagerduty, one.webhook, one.pubsub, one.slack, one.googleChat, one.email, one.securityCommandCenter] : true if kind != null
    ]) == 1])
    error_message = "A channel is of exactly one kind: github, gitlab, jira, servicenow, pagerduty, webhook, pubsub, slack, googleChat, email or securityCommandCenter."
  }

  validation {
    condition = alltrue(flatten([for one in values(var.channels) : [
      for secret in [try(one.github.token, null), try(one.gitlab.token, null), try(one.jira.token, null), try(one.servicenow.password, null), try(one.pagerduty.routingKey, null), try(one.webhook.key, null), try(one.slack.webhook, null), try(one.googleChat.webhook, null), try(one.email.password, null)] :
      can(regex("^projects/[a-z0-9-]+/secrets/[A-Za-z0-9_-]{1,255}/versions/([1-9][0-9]*|latest)$", secret)) if secret != null
    ]]))
    error_message = "Name a secret as projects/PROJECT/secrets/NAME/versions/NUMBER, and never write it here: the state would hold it."
  }

  validation {
    condition = alltrue(flatten([for one in values(var.channels) : [
      for address in [try(one.github.api, null), try(one.gitlab.site, null), try(one.jira.site, null), try(one.servicenow.instance, null), try(one.pagerduty.events, null), try(one.webhook.url, null), try(one.webhook.audience, null)] :
      can(regex("^https://[^\\s/@?#]+[^\\s@?#]*$", address)) if address != null
    ]]))
    error_message = "Write an https address without user, query and fragment."
  }

  validation {
    condition     = alltrue([for one in values(var.channels) : one.alerts == null || try(contains(["low", "medium", "high", "critical", "none"], one.alerts), false)])
    error_message = "alerts is one of low, medium, high, critical and none."
  }

  validation {
    condition     = alltrue([for one in values(var.channels) : one.pubsub == null || can(regex("^projects/[a-z0-9-]+/topics/[A-Za-z0-9._~+%-]+$", one.pubsub.topic))])
    error_message = "Write a topic as projects/PROJECT/topics/NAME."
  }

  validation {
    condition     = alltrue([for one in values(var.channels) : one.securityCommandCenter == null || can(regex("^organizations/[0-9]+/sources/[0-9]+$", one.securityCommandCenter.source))])
    error_message = "Write a source as organizations/NUMBER/sources/NUMBER."
  }

  validation {
    condition     = alltrue([for one in values(var.channels) : one.jira == null || try(contains(["cloud", "data-center"], one.jira.edition), false)])
    error_message = "Jira's edition is cloud or data-center."
  }
}

variable "notification_channels" {
  description = "Cloud Monitoring channels that alerts go to: projects/PROJECT/notificationChannels/NUMBER."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for channel in var.notification_channels : can(regex("^projects/[^/]+/notificationChannels/[0-9]+$", channel))])
    error_message = "Write projects/PROJECT/notificationChannels/NUMBER."
  }
}

variable "open_telemetry" {
  description = "Whether the functions send what they measure of themselves to Google's OpenTelemetry endpoint. The log and the metrics made of it do not depend on it."
  type        = bool
  default     = false
  nullable    = false
}

variable "sweep_schedule" {
  description = "When a sweep of the organization begins, in cron form and UTC. Leave more time between two of them than one takes."
  type        = string
  default     = "17 3 * * *"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+(\\s+[0-9*/,-]+){4}$", var.sweep_schedule))
    error_message = "Write five cron fields, the first of them one number, so that it is once an hour at most: 17 3 * * *."
  }
}

variable "forbid_default_accounts" {
  description = "Whether a custom constraint refuses jobs that name a default service account, in the whole organization. Switch it on when the organization is clean."
  type        = bool
  default     = false
  nullable    = false
}

variable "bundles" {
  description = "Folder with one folder for each function, as the build leaves them. Null: dist beside this module."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Whether the ledger and the buckets are kept from being deleted. Set it to false, apply, then destroy."
  type        = bool
  default     = true
  nullable    = false
}
