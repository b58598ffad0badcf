import { Module } from '@nestjs/common';
import { Calendar } from './calendar.js';
import { Directory } from './directory.js';
import { Register } from './register/register.js';

@Module({ providers: [Directory, Calendar, Register], exports: [Directory, Calendar, Register] })
export class DirectoryModule {}
