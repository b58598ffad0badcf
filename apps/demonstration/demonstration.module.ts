import { Module } from '@nestjs/common';
import { BlueprintsModule } from '#blueprints';
import { FacadesModule } from '../boot/facades.module.js';
import * as listed from '../worker/processors.js';
import { WorkerModule } from '../worker/worker.module.js';
import { Chapters } from './chapters.js';
import { Clock } from './clock.js';
import { Demonstration } from './demonstration.js';
import { History } from './history.js';

/** The demonstration, and a worker that does what its days bring. */
@Module({
  imports: [BlueprintsModule, FacadesModule, WorkerModule.with(listed)],
  providers: [Chapters, Clock, Demonstration, History],
  exports: [Demonstration],
})
export class DemonstrationModule {}
