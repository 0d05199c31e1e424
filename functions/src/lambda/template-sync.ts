import { lambdaLog } from '../aws/lambda-log.ts';
import { templateSyncHandler } from '../handlers/template-sync.ts';
import { intakeDeps } from './intake-deps.ts';

export const handler = templateSyncHandler({ ...intakeDeps(), log: lambdaLog('template-sync') });
