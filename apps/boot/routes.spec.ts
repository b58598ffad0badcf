import { Controller, Get, Module, Post } from '@nestjs/common';
import { expect, test } from '@jest/globals';
import { Public, Roles } from '#identity';
import { testConfig } from '#testing';
import { explain } from './main.js';
import { routesOf } from './routes.js';
import { serve } from './serve.js';

/** Open below, and one of its verbs for chairs alone; two verbs that name nobody. */
@Controller('planted')
class PlantedController {
  @Get('open')
  @Public()
  open() {}

  @Get(':id')
  show() {}

  @Post(':id/end')
  @Roles()
  end() {}
}
@Module({ controllers: [PlantedController] })
class PlantedModule {}
@Module({ imports: [PlantedModule] })
class OuterModule {}

@Controller()
@Public()
class NarrowedController {
  @Get('narrow')
  @Roles('chair')
  narrow() {}
}
@Module({ controllers: [NarrowedController] })
class NarrowedModule {}

test('a program with a route that names nobody does not start, and says which in a line', async () => {
  const refused = serve(testConfig(), { modules: [OuterModule] }, () => undefined);
  const sentence = await refused.then(
    () => 'It started.',
    (error: unknown) => explain(error),
  );
  expect(sentence).toBe(
    [
      'Every route names who may use it, with @Public(), @SignedIn(), @Roles(…) or @Keys(…). These do not:',
      '  - GET /planted/:id (PlantedController.show)',
      '  - POST /planted/:id/end (PlantedController.end)',
    ].join('\n'),
  );
});

test('what a verb says is stronger than what its controller says', () => {
  expect(routesOf([NarrowedModule])).toEqual([
    {
      method: 'GET',
      path: '/narrow',
      controller: 'NarrowedController',
      verb: 'narrow',
      who: { by: 'role', roles: ['chair'] },
    },
  ]);
});
