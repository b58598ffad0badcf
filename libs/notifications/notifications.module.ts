import { Module } from '@nestjs/common';
import { IdentityModule } from '#identity';
import { Mail } from './mail.js';
import { Post } from './post.js';

@Module({ imports: [IdentityModule], providers: [Mail, Post], exports: [Mail, Post, IdentityModule] })
export class NotificationsModule {}
