import { Module } from '@nestjs/common';
import { Calendar } from './calendar.js';
import { Directory } from './directory.js';

@Module({ providers: [Directory, Calendar], exports: [Directory, Calendar] })
export class DirectoryModule {}
