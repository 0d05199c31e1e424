import { lambdaLog } from '../aws/lambda-log.ts';
import { gitPushHandler } from '../handlers/git-push.ts';
import { intakeDeps } from './intake-deps.ts';

export const handler = gitPushHandler({ ...intakeDeps(), log: lambdaLog('git-push') });
