import { Module } from '@nestjs/common';
import { OperatingModelModule } from '#operating-model';
import { Catalogue } from './catalogue.js';

@Module({ imports: [OperatingModelModule], providers: [Catalogue], exports: [Catalogue] })
export class CatalogueModule {}
