import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChoiceRequired, SignInRequired } from '#identity';
import { isAway, Refusal, refusalStatus } from '#platform';
import { databaseRefusal, noteFault } from '../../../boot/database-refusal.js';
import { answerProblem, neverArrived, sayWhenAgain } from '../../../boot/problem.js';
import { isApi, isFree } from '../../../boot/routes.js';
import { Page, redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { presentRefusal, presentSessionEnded, presentStatus, withWritten } from './error.presenter.js';

/** The one place where what went wrong becomes a page. The API's own filter stands before it on its controllers. */
@Catch()
export class WebErrors implements ExceptionFilter {
  private readonly logger = new Logger('web');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (isApi(request) || leadsNowhereUnderApi(request)) {
      // What the API's own filter did not see, because it went wrong before its controller was reached, if there is one.
      answerProblem(error, request, reply);
    } else if (isFree(request) && error instanceof Refusal) {
      reply.status(refusalStatus[error.kind]).type('text/plain').send(error.message);
    } else {
      const answer = this.answer(error, request);
      if (answer instanceof Page && answer.options.status) sayWhenAgain(answer.options.status, reply);
      // What the route would have answered with is no longer what is sent: a style sheet's type, say.
      reply.removeHeader('content-type').send(answer);
    }
  }

  private answer(error: unknown, request: FastifyRequest) {
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (error instanceof SignInRequired)
      return changes
        ? presentSessionEnded(request.url, request.body)
        : redirect(`${paths.signIn}?next=${wanted(request)}`);
    if (error instanceof ChoiceRequired)
      return redirect(`${paths.acting}?next=${changes ? encodeURIComponent(paths.home) : wanted(request)}`);
    const refusal = error instanceof Refusal ? error : databaseRefusal(error);
    noteFault(this.logger, error, request);
    const shown = refusal
      ? presentRefusal(refusal, request.id)
      : presentStatus(this.status(error, request), request.id);
    return changes ? withWritten(shown, request.body) : shown;
  }

  private status(error: unknown, request: FastifyRequest): number {
    const status = isAway(error)
      ? 503
      : error instanceof HttpException
        ? error.getStatus()
        : ((error as { statusCode?: number })?.statusCode ?? 500);
    // Ours are refusals, so a bare 403 is the form's token: missing, or of a browser session that is over.
    if (status === 403) return 419;
    if (neverArrived(error, request)) return 408;
    if (status >= 500)
      this.logger.error({
        msg: 'A request failed',
        requestId: request.id,
        method: request.method,
        path: request.url.split('?')[0],
        err: error,
      });
    return status;
  }
}

/** No route was matched; what program asks under the API's address reads problems, not pages. */
const leadsNowhereUnderApi = ({ routeOptions, url }: FastifyRequest): boolean =>
  routeOptions.url === undefined && /^\/api(\/|\?|$)/.test(url);

/** Where to go on afterwards; not to an address longer than any of ours, which no browser would follow back. */
const wanted = ({ url }: FastifyRequest): string =>
  encodeURIComponent(url.length > 1000 ? url.split('?')[0]!.slice(0, 1000) : url);
