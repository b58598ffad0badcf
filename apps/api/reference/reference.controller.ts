import { readFileSync } from 'node:fs';
import { All, Controller, Get, Header, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '#identity';
import { ApiFailure } from '../../boot/problem.js';
import { ApiRoute } from '../../boot/routes.js';
import { ApiProblems } from '../kit/api-problems.filter.js';
import { ApiDocument } from './api-document.js';
import { presentReference } from './reference.presenter.js';
import { renderReference } from './reference.page.js';

const styleSheet = readFileSync(new URL('./reference.css', import.meta.url), 'utf8');

/** The document, and a page of it for people. Both are open to everyone: they say nothing of anyone's data. */
@Controller('api/v1')
@ApiExcludeController()
@Public()
@UseFilters(ApiProblems)
export class ReferenceController {
  constructor(private readonly document: ApiDocument) {}

  @ApiRoute()
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
  )
  @Header('x-content-type-options', 'nosniff')
  page(): string {
    return renderReference(presentReference(this.document.get()));
  }

  @ApiRoute()
  @Get('reference.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  style(): string {
    return styleSheet;
  }

  @ApiRoute()
  @Get('openapi.json')
  @Header('access-control-allow-origin', '*')
  openapi() {
    return this.document.get();
  }
}

/** Whatever else is under /api: a method that an address does not take, an address with a slash too many, or none at all. */
@Controller('api')
@ApiExcludeController()
@Public()
@UseFilters(ApiProblems)
export class UnknownAddressController {
  constructor(private readonly document: ApiDocument) {}

  @ApiRoute()
  @All('*')
  unknown(@Req() request: FastifyRequest, @Res() reply: FastifyReply): unknown {
    const [path, ...query] = request.url.split('?') as [string, ...string[]];
    // With what was request: without it the answer would be another's.
    if (path.endsWith('/') && request.method === 'GET')
      return reply.redirect([path.slice(0, -1), ...query].join('?'), 308);
    const methods = this.document.methodsAt(path);
    throw methods.length
      ? new ApiFailure(405, { headers: { allow: methods.join(', ') } })
      : new ApiFailure(404);
  }
}
