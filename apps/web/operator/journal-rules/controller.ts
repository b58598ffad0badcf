import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { CurrentActor, Roles } from '#identity';
import { JournalRules } from '#invoicing';
import { Database, Temporal, type Actor } from '#platform';
import { blankForm, handleForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { JournalRuleForm } from './form.js';
import { presentRule, presentRules } from './presenter.js';

/** Which of its own schools an authority recharges by journal: seen and set by the operator's finance officer. */
@Controller()
@Roles('finance', 'administrator')
export class JournalRulesController {
  constructor(
    private readonly db: Database,
    private readonly rules: JournalRules,
  ) {}

  @Get(paths.journalRules.index)
  list(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) => presentRules(await this.rules.list(tx), tx.today));
  }

  @Get(paths.journalRules.change(':typeCode'))
  show(@CurrentActor() actor: Actor, @Param('typeCode') typeCode: string) {
    return this.rule(actor, typeCode);
  }

  @Post(paths.journalRules.change(':typeCode'))
  async set(@CurrentActor() actor: Actor, @Param('typeCode') typeCode: string, @Body() body: unknown) {
    return handleForm(JournalRuleForm, body, {
      again: (form) => this.rule(actor, typeCode, form),
      refusedAt: 'from',
      next: async ({ journalled, from, source }) => {
        await this.db.tx(actor, (tx) =>
          this.rules.set(tx, {
            typeCode,
            journalled: journalled === 'yes',
            startsOn: Temporal.PlainDate.from(from),
            source,
          }),
        );
        return redirect(paths.journalRules.index, {
          flash: 'The rule is set. Documents already issued keep theirs.',
        });
      },
    });
  }

  private rule(actor: Actor, typeCode: string, form?: FormState) {
    return this.db.tx(actor, async (tx) =>
      presentRule(await this.rules.list(tx), typeCode, form ?? blankForm({ from: tx.today.toString() })),
    );
  }
}
