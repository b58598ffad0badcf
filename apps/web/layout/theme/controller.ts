import { Controller, Get, Header, Param } from '@nestjs/common';
import { Public } from '#identity';
import { notFound } from '#platform';
import { paths } from '../../paths.js';
import { themeOf, themeSheet } from './theme.js';

/** An operator's colours as a style sheet of their own, so that no page needs inline styles. */
@Controller()
@Public()
export class ThemeController {
  @Get(paths.theme(':sheet'))
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=86400')
  sheet(@Param('sheet') sheet: string): string {
    const colour = /^([0-9a-f]{6})\.css$/.exec(sheet)?.[1];
    if (!colour) throw notFound('style sheet');
    return themeSheet(themeOf(`#${colour}`));
  }
}
