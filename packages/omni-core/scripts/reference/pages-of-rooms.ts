import { type Application, CommentTag, Converter, type DeclarationReflection, ReflectionKind } from 'typedoc';

const ROOM = /src\/([\w-]+)\/(?!gen\/)/;

/**
 * TypeDoc plugin: lists what an entry exports by the room of the library it comes from, and names the source of each
 * export without linking to it, because the reference is read where there is no repository.
 */
export function load(app: Application): void {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      if (module.isDeclaration()) for (const exported of module.children ?? []) categorise(exported);
    }
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) {
      if (!reflection.isDeclaration() && !reflection.isSignature()) continue;
      for (const source of reflection.sources ?? []) delete source.url;
    }
  });
}

function categorise(exported: DeclarationReflection): void {
  const room = ROOM.exec(exported.sources?.[0]?.fullFileName ?? '')?.[1] ?? 'messages';
  for (const commented of exported.signatures ?? [exported]) {
    commented.comment?.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: room }]));
  }
}
