import { permissionsPage } from '../shared/permissions/permissions-page.ts';
import { writeOrCheck } from './generated/write-or-check.ts';

// Writes the page that security reviewers read; `--check` only says whether the file is what it should be.
writeOrCheck('docs/permissions.md', permissionsPage(), 'npm run permissions');
