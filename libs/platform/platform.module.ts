import { Module, type DynamicModule } from '@nestjs/common';
import { Config } from './config.js';
import { Database } from './db/database.js';
import { applicationUrl } from './db/roles.js';
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
          useFactory: () => Database.connect(applicationUrl(config), { pool: config.DATABASE_POOL }),
        },
      ],
      exports: [Config, Database, Failures],
    };
  }
}
