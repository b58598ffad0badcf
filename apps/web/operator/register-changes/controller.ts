import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Directory } from '#directory';
import { Entitlements } from '#entitlements';
import { CurrentActor, Memberships, Roles } from '#identity';
import { RegisterChanges } from '#insight';
import { Database, type Actor, type Tx } from '#platform';
import { blankForm, readForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { LeaveOutForm } from './form.js';
import { presentChanges, presentEnding, presentLeavingOut, presentLeftOut } from './presenter.js';

const id = () => Param('schoolId', ParseUUIDPipe);

/** What a newer register changed: new schools that may join, closed ones that buy no more. */
@Controller()
@Roles('administrator')
export class RegisterChangesController {
  constructor(
    private readonly db: Database,
    private readonly changes: RegisterChanges,
    private readonly memberships: Memberships,
    private readonly directory: Directory,
    private readonly entitlements: Entitlements,
  ) {}

  @Get(paths.register.index)
  list(@CurrentActor() actor: Actor, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) =>
      presentChanges(
        await this.changes.newSchools(tx, sliceOf(number)),
        await this.changes.closedSchools(tx),
        number,
      ),
    );
  }

  @Get(paths.register.leftOut)
  leftOut(@CurrentActor() actor: Actor, @Query('page') page?: string) {
    const number = pageNumber(page);
    return this.db.tx(actor, async (tx) =>
      presentLeftOut(await this.changes.newSchools(tx, { leftOut: true, ...sliceOf(number) }), number),
    );
  }

  @Post(paths.register.admission(':schoolId'))
  async admit(@CurrentActor() actor: Actor, @id() schoolId: string) {
    await this.db.tx(actor, (tx) => this.memberships.admit(tx, schoolId));
    return redirect(paths.parties.show(schoolId), {
      flash: 'The school is a member from today. Appoint its headteacher next.',
    });
  }

  @Get(paths.register.leavingOut(':schoolId'))
  askWhy(@CurrentActor() actor: Actor, @id() schoolId: string) {
    return this.db.tx(actor, (tx) => this.leavingOut(tx, schoolId, blankForm()));
  }

  @Post(paths.register.leavingOut(':schoolId'))
  async leaveOut(@CurrentActor() actor: Actor, @id() schoolId: string, @Body() body: unknown) {
    const submitted = readForm(LeaveOutForm, body);
    if (!submitted.ok) return this.db.tx(actor, (tx) => this.leavingOut(tx, schoolId, submitted.form));
    await this.db.tx(actor, (tx) => this.memberships.leaveOut(tx, schoolId, submitted.data.reason));
    return redirect(paths.register.index, { flash: 'The school is left out. You can still add it later.' });
  }

  @Get(paths.register.ending(':schoolId'))
  askEnd(@CurrentActor() actor: Actor, @id() schoolId: string) {
    return this.db.tx(actor, async (tx) => {
      const { schools } = await this.changes.closedSchools(tx, { schoolId });
      return presentEnding(
        await this.directory.school(tx, schoolId),
        schools[0],
        await this.entitlements.held(tx, schoolId),
      );
    });
  }

  @Post(paths.register.ending(':schoolId'))
  async end(@CurrentActor() actor: Actor, @id() schoolId: string) {
    await this.db.tx(actor, (tx) => this.memberships.end(tx, schoolId));
    return redirect(paths.register.index, { flash: 'After today the school buys nothing here.' });
  }

  private async leavingOut(tx: Tx, schoolId: string, form: FormState) {
    return presentLeavingOut(await this.directory.school(tx, schoolId), form);
  }
}
