import type { Type } from '@nestjs/common';
import type { Processor } from '#platform';

/** The contexts whose facades the processors call. */
export const modules: Type[] = [];

/** Every context's processor, each listed once: `<context>.processor.ts` beside this file. */
export const processors: Type<Processor>[] = [];
