import { Body, Controller, Get, Post } from '@nestjs/common';
import { CurrentActor, Roles } from '#identity';
import { Database, Operators, type Actor, type Tx } from '#platform';
import { blankForm, handleForm, readForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { ClockForm } from './form.js';
import { presentClock, presentClockCheck, sayTime, toInstant } from './presenter.js';

/** A rehearsal operator's own time, set forward by its administrator. */
@Controller(paths.clock.index)
@Roles('administrator')
export class ClockController {
  constructor(
    private readonly db: Database,
    private readonly operators: Operators,
  ) {}

  @Get()
  form(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, (tx) =>
      this.show(tx, blankForm({ day: tx.today.add({ days: 1 }).toString(), time: '09:00' })),
    );
  }

  @Post('check')
  check(@CurrentActor() actor: Actor, @Body() body: unknown) {
    return handleForm(ClockForm, body, {
      again: (form) => this.db.tx(actor, (tx) => this.show(tx, form)),
      refusedAt: 'day',
      next: ({ day, time }, form) =>
        this.db.tx(actor, async (tx) => {
          const to = toInstant(day, time);
          await this.operators.mayAdvance(tx, to);
          return presentClockCheck(tx.now, to, form);
        }),
    });
  }

  @Post()
  async advance(@CurrentActor() actor: Actor, @Body() body: unknown) {
    const submitted = readForm(ClockForm, body);
    if (!submitted.ok) return this.db.tx(actor, (tx) => this.show(tx, submitted.form));
    const to = toInstant(submitted.data.day, submitted.data.time);
    await this.db.tx(actor, (tx) => this.operators.advance(tx, to));
    return redirect(paths.clock.index, {
      flash: `It is ${sayTime(to)} here now. What the days between bring is being done.`,
    });
  }

  private async show(tx: Tx, form: FormState) {
    return presentClock(await this.operators.current(tx), tx.now, form);
  }
}
