import { Module } from '@nestjs/common';

/** REST under /api/v1. */
@Module({})
export class ApiModule {}
