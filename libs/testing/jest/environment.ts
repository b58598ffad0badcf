import { ModernFakeTimers } from '@jest/fake-timers';
import { TestEnvironment } from 'jest-environment-node';

// A worker that Jest has to end takes along what its specs started (each at `exit`), which would hold the run open.
process.once('SIGTERM', () => process.exit());

/** Jest's own parts keep a realm of theirs; what they check and change is that of the program (see `runtime.ts`). */
export default class extends TestEnvironment {
  constructor(...[config, context]: ConstructorParameters<typeof TestEnvironment>) {
    super(config, context);
    // `expect.any(Date)` means the program's Date.
    for (const name of Object.getOwnPropertyNames(globalThis))
      if (/^[A-Z]/.test(name))
        Object.defineProperty(this.global, name, Object.getOwnPropertyDescriptor(globalThis, name)!);
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: globalThis });
  }

  /** What Stryker tells the program by a global: which change is on. */
  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(globalThis, { __stryker__: this.global.__stryker__ });
  }

  /** What the decorators of our classes told their libraries ends with the spec; its spies Jest takes back. */
  override async teardown(): Promise<void> {
    await super.teardown();
    for (const kept of ['typeormMetadataArgsStorage', 'classValidatorMetadataStorage'])
      Reflect.deleteProperty(globalThis, kept);
  }
}
