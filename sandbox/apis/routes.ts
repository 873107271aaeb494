import type { Route } from '../http/call.ts';
import { cloudAssetRoutes } from './asset/routes.ts';
import { iamDenyPolicyRoutes } from './deny/policies.ts';
import { firestoreRoutes } from './deployed/firestore.ts';
import { functionRoutes } from './deployed/functions.ts';
import { pubsubRoutes } from './deployed/pubsub.ts';
import { schedulerRoutes } from './deployed/scheduler.ts';
import { serviceRoutes } from './deployed/services.ts';
import { sinkRoutes } from './deployed/sinks.ts';
import { iamAccountRoutes } from './iam/accounts.ts';
import { iamCredentialsRoutes } from './iam/credentials.ts';
import { iamKeyRoutes } from './iam/keys.ts';
import { iamPolicyRoutes } from './iam/policies.ts';
import { iamRoleChangeRoutes } from './iam/role-changes.ts';
import { iamRoleRoutes } from './iam/roles.ts';
import { loggingRoutes } from './logging/entries.ts';
import { customConstraintRoutes } from './org-policy/custom-constraints.ts';
import { orgPolicyRoutes } from './org-policy/policies.ts';
import { resourceManagerFolderRoutes } from './resource-manager/folders.ts';
import { operationRoutes } from './resource-manager/operations.ts';
import { resourceManagerOrgPolicyRoutes } from './resource-manager/org-policy.ts';
import { resourceManagerPolicyRoutes } from './resource-manager/policies.ts';
import { resourceManagerV1Routes } from './resource-manager/v1.ts';
import { resourceManagerV3Routes } from './resource-manager/v3.ts';
import { runRoutes } from './run/routes.ts';
import { secretRoutes } from './secret-manager/secrets.ts';
import { secretVersionRoutes } from './secret-manager/versions.ts';
import { securityCenterRoutes } from './security-center/routes.ts';
import { sourcePolicyRoutes } from './security-center/source-policy.ts';
import { serviceUsageRoutes } from './service-usage.ts';
import { storageRoutes } from './storage/objects.ts';
import { policyTroubleshooterRoutes } from './troubleshooter/routes.ts';

/** Every API that the local organization answers as Google does. */
export const apiRoutes: readonly Route[] = [
  ...iamAccountRoutes,
  ...iamPolicyRoutes,
  ...iamKeyRoutes,
  ...iamDenyPolicyRoutes,
  ...iamRoleRoutes,
  ...iamRoleChangeRoutes,
  ...iamCredentialsRoutes,
  ...resourceManagerV1Routes,
  ...resourceManagerV3Routes,
  ...resourceManagerFolderRoutes,
  ...resourceManagerPolicyRoutes,
  ...resourceManagerOrgPolicyRoutes,
  ...orgPolicyRoutes,
  ...customConstraintRoutes,
  ...policyTroubleshooterRoutes,
  ...runRoutes,
  ...serviceUsageRoutes,
  ...operationRoutes,
  ...loggingRoutes,
  ...cloudAssetRoutes,
  ...storageRoutes,
  ...securityCenterRoutes,
  ...sourcePolicyRoutes,
  ...secretRoutes,
  ...secretVersionRoutes,
  ...sinkRoutes,
  ...pubsubRoutes,
  ...functionRoutes,
  ...serviceRoutes,
  ...firestoreRoutes,
  ...schedulerRoutes,
];
