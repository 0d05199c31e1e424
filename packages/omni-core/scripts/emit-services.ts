import type { ProtoModel, ServiceModel } from './proto-model.ts';
import { docComment, GENERATED, indent } from './source-text.ts';

/** Constants that name the path and message types of every RPC. */
export function emitServices(model: ProtoModel): string {
  return `${GENERATED}\n${model.services.map(serviceText).join('\n')}`;
}

function serviceText(service: ServiceModel): string {
  const methods = service.methods.map((method) => {
    const fields = [
      `path: '/${service.name}/${method.name}',`,
      `request: '${method.request}',`,
      `response: '${method.response}',`,
      `serverStreaming: ${method.serverStreaming},`,
    ];
    return `${docComment({ text: method.comment })}${uncapitalize(method.name)}: {\n${indent(fields.join('\n'))}\n},`;
  });
  const name = uncapitalize(service.name.slice(service.name.lastIndexOf('.') + 1));
  const doc = docComment({ text: service.comment ?? service.name });
  return `${doc}export const ${name}${name.endsWith('ervice') ? '' : 'Service'} = {\n${indent(methods.join('\n'))}\n} as const;\n`;
}

/** `ValidateJSONSchema` becomes `validateJSONSchema`, `OIDCService` becomes `oidcService`. */
function uncapitalize(name: string): string {
  return name.replace(/^([A-Z]+)(?=[A-Z][a-z])|^[A-Z]/, (start) => start.toLowerCase());
}
