import { Module } from '@nestjs/common';
import { OperatingModel } from './operating-model.js';
import { Vocabularies } from './vocabularies.js';

const facades = [OperatingModel, Vocabularies];

@Module({ providers: facades, exports: facades })
export class OperatingModelModule {}
