import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { addressOf, etag } from './api-request.js';
import type { OperationFacts } from './operation.js';

/** Headers that follow from an answer: the version of what has one, the address of what was made. */
@Injectable()
export class AnswerHeaders implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const operation = this.reflector.get<OperationFacts | undefined>('operation', context.getHandler());
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const address = addressOf(context.switchToHttp().getRequest<FastifyRequest>());
    return next.handle().pipe(
      map((answer: Record<string, unknown>) => {
        if (typeof answer?.version === 'number') reply.header('etag', etag(answer.version));
        const made = operation?.creates && answer[operation.creates];
        if (typeof made === 'string') reply.header('location', `${address}/${made}`);
        return answer;
      }),
    );
  }
}
