import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { answerForApiGateway, type HttpApiEvent, requestFromApiGateway } from '../http/api-gateway.ts';
import type { HttpAnswer, HttpRequest } from '../http/request.ts';
import type { Log } from '../ports/log.ts';
import { deadlineOf, type Invocation } from './invocation.ts';

export type HttpHandler = (event: HttpApiEvent, invocation: Invocation) => Promise<APIGatewayProxyStructuredResultV2>;

/** A use-case behind one path parameter, e.g. the source of `/hooks/{source}`. */
export interface HttpRoute {
  readonly parameter: string;
  readonly take: (subject: string, request: HttpRequest, options: { signal: AbortSignal }) => Promise<HttpAnswer>;
}

/** Turns a route into a handler: event in, use-case, answer out; a failure of ours is a 500 without detail. */
export function httpHandler({ parameter, take }: HttpRoute, log: Log): HttpHandler {
  return async (event, invocation) => {
    const subject = event.pathParameters?.[parameter] ?? '';
    try {
      const answer = await take(subject, requestFromApiGateway(event), { signal: deadlineOf(invocation, 2_000) });
      const { message: reason, ...outcome } = answer.body;
      log.info('answered', { [parameter]: subject, statusCode: answer.statusCode, ...outcome, reason });
      return answerForApiGateway(answer);
    } catch (error) {
      log.error('failed', { [parameter]: subject, error });
      return answerForApiGateway({ statusCode: 500, body: { status: 'error' } });
    }
  };
}
