import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { HttpAnswer, HttpRequest } from './request.ts';

/** The parts of an HTTP API event (payload format 2.0) that are read. */
export type HttpApiEvent = Pick<APIGatewayProxyEventV2, 'headers' | 'body' | 'isBase64Encoded' | 'pathParameters'>;

/** Turns an HTTP API event into a request with the bytes that were sent. */
export function requestFromApiGateway({ headers, body = '', isBase64Encoded }: HttpApiEvent): HttpRequest {
  return {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** Turns an answer into what HTTP API expects. */
export function answerForApiGateway({ statusCode, body }: HttpAnswer): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
