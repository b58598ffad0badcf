import { isBuiltin } from 'node:module';
import { pathToFileURL } from 'node:url';
import { SyntheticModule, type Module } from 'node:vm';
import JestRuntime from 'jest-runtime';

/** What decides in Jest where a module comes from. Private to it, so its shape is said here (ADR 33). */
interface Loader {
  resolution: { resolveEsmAsync(from: string, name: string): Promise<string>; canResolveSync(): boolean };
  getContext(): object | undefined;
  resolveModule(name: string, from: string, context?: object): Promise<Module>;
}
type Runtime = new (...set: unknown[]) => { esmLoader: Loader };

/** By address: a package is loaded once in a worker's life, whichever spec asks first. */
const packages = new Map<string, Promise<Module>>();

/** Each spec has modules of ours to itself, and shares with the others of its worker the packages, as Node loads them. */
export default class extends (JestRuntime as unknown as Runtime) {
  constructor(...set: unknown[]) {
    super(...set);
    const loader = this.esmLoader;
    const ours = loader.resolveModule.bind(loader);
    // The program's own realm: an object of ours is an `Object` to a package, as it is in production.
    loader.getContext = () => undefined;
    // From Node 22.21 on it would otherwise find all modules at once, and ask nobody below.
    loader.resolution.canResolveSync = () => false;
    loader.resolveModule = async (name, from, context) => {
      if (/^[.#/]|^(file|data):|^@jest\/globals$/.test(name)) return ours(name, from, context);
      const address = isBuiltin(name)
        ? name
        : pathToFileURL(await loader.resolution.resolveEsmAsync(from, name)).href;
      if (!packages.has(address)) packages.set(address, load(address));
      return packages.get(address)!;
    };
  }
}

/** Jest links modules of its own making only. */
async function load(address: string): Promise<Module> {
  const exported = (await import(address)) as Record<string, unknown>;
  const names = Object.keys(exported);
  const module = new SyntheticModule(names, () =>
    names.forEach((name) => module.setExport(name, exported[name])),
  );
  await module.link(() => {
    throw new Error('It imports nothing');
  });
  await module.evaluate();
  return module;
}
