import { Module, type DynamicModule } from '@nestjs/common';
import { Config } from './config.js';
import { Database } from './db/database.js';
import { Failures } from './failures.js';

/** The database and the configuration, for every module of the process. */
@Module({})
export class PlatformModule {
  static with(config: Config): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      providers: [
        Failures,
        { provide: Config, useValue: config },
        {
          provide: Database,
          useFactory: () => Database.connect(config),
        },
      ],
      exports: [Config, Database, Failures],
    };
  }
}
