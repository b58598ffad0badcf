import { RequestMethod, type DynamicModule, type ForwardReference, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { whoMayUse, type Who } from '#identity';

/** One verb that a program serves, read from the decorators of its controllers. */
export interface Route {
  /** `GET`, or `ALL`. */
  readonly method: string;
  /** As the router knows it: `/agreements/:agreementId`. */
  readonly path: string;
  readonly controller: string;
  readonly verb: string;
  readonly who: Who;
}

type Listed = Type | DynamicModule | ForwardReference | Promise<DynamicModule>;
type Handler = (...parts: never[]) => unknown;

/** Every route of these modules and of all that they import. Throws one line per route that names nobody who may use it. */
export function routesOf(modules: readonly Listed[]): Route[] {
  const mistakes: string[] = [];
  const routes = [...controllersOf(modules, new Set())].flatMap((controller) =>
    verbsOf(controller).flatMap((verb) => {
      const handler = (controller.prototype as Record<string, Handler>)[verb]!;
      const who = whoMayUse(handler, controller);
      const method = RequestMethod[Reflect.getMetadata('method', handler) as number]!;
      return addressesOf(controller, handler).flatMap((path) => {
        if (who) return [{ method, path, controller: controller.name, verb, who }];
        mistakes.push(`  - ${method} ${path} (${controller.name}.${verb})`);
        return [];
      });
    }),
  );
  if (mistakes.length) throw new RoutesRefused(mistakes);
  return routes;
}

/** A program with a route that names nobody does not start. */
export class RoutesRefused extends Error {
  override readonly name = 'RoutesRefused';
  constructor(mistakes: readonly string[]) {
    super(
      `Every route names who may use it, with @Public(), @SignedIn(), @Roles(…) or @Keys(…). These do not:\n${mistakes.join('\n')}`,
    );
  }
}

function controllersOf(modules: readonly Listed[], seen: Set<unknown>): Set<Type> {
  const found = new Set<Type>();
  for (const listed of modules) {
    const given = ('forwardRef' in listed ? (listed.forwardRef as () => Listed)() : listed) as
      Type | DynamicModule;
    if (seen.has(given)) continue;
    seen.add(given);
    const own = 'module' in given ? given.module : given;
    const parts = (name: 'imports' | 'controllers') => [
      ...((Reflect.getMetadata(name, own) as unknown[] | undefined) ?? []),
      ...(('module' in given ? given[name] : undefined) ?? []),
    ];
    for (const controller of parts('controllers') as Type[]) found.add(controller);
    for (const controller of controllersOf(parts('imports') as Listed[], seen)) found.add(controller);
  }
  return found;
}

/** The methods of a controller, and of what it extends, that serve something. */
function verbsOf(controller: Type): string[] {
  const names = new Set<string>();
  for (
    let level = controller.prototype as object;
    level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object
  )
    for (const name of Object.getOwnPropertyNames(level)) {
      const handler = Object.getOwnPropertyDescriptor(level, name)!.value as unknown;
      if (typeof handler === 'function' && Reflect.hasMetadata('method', handler)) names.add(name);
    }
  return [...names];
}

function addressesOf(controller: Type, handler: Handler): string[] {
  const paths = (target: object) =>
    [Reflect.getMetadata('path', target) as string | string[] | undefined].flat();
  return paths(controller).flatMap((above) =>
    paths(handler).map(
      (below) =>
        `/${[above, below]
          .flatMap((part) => (part ?? '').split('/'))
          .filter(Boolean)
          .join('/')}`,
    ),
  );
}

/** Whether a file was asked for, or a check of health, which nobody counts; so what is wrong with it must cost next to nothing. */
export const isFree = ({ routeOptions }: FastifyRequest): boolean =>
  /^\/(assets|theme|health)\//.test(routeOptions.url ?? '');
/** Marks a route of the API for what happens before a controller is reached: the form's token, and how a failure looks. */
export const ApiRoute = (): MethodDecorator => RouteConfig({ face: 'api' }) as MethodDecorator;
/** Whether the route that was matched is one of the API, however its address was spelt. */
export const isApi = (request: FastifyRequest): boolean =>
  (request.routeOptions.config as { face?: 'api' }).face === 'api';
