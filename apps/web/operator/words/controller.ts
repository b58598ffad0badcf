import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { CurrentActor, Roles, staffRoles } from '#identity';
import { WordUses } from '#insight';
import {
  Vocabularies,
  wordLists,
  type NewWord,
  type Vocabulary,
  type Word,
  type WordList,
} from '#operating-model';
import { Database, notFound, Temporal, type Actor, type Tx } from '#platform';
import { blankForm, handleForm, type FormState } from '../../kit/form.js';
import { redirect } from '../../kit/page.js';
import { paths } from '../../paths.js';
import { EndingForm, newWordForm } from './form.js';
import {
  presentEnding,
  presentNewWord,
  presentNewWordCheck,
  presentSaved,
  presentWordLists,
} from './presenter.js';

/** The operator's own words: read by its staff, added and ended by its administrators, from a day on. */
@Controller(paths.settings.words.index)
@Roles('administrator')
export class WordsController {
  constructor(
    private readonly db: Database,
    private readonly vocabularies: Vocabularies,
    private readonly uses: WordUses,
  ) {}

  @Get()
  @Roles(...staffRoles)
  list(@CurrentActor() actor: Actor) {
    return this.db.tx(actor, async (tx) => presentWordLists(await this.vocabularies.words(tx), tx.today));
  }

  @Get(':vocabulary')
  new(@Param('vocabulary') vocabulary: string) {
    return presentNewWord(listCalled(vocabulary), blankForm());
  }

  @Post(':vocabulary/check')
  check(@CurrentActor() actor: Actor, @Param('vocabulary') vocabulary: string, @Body() body: unknown) {
    const list = listCalled(vocabulary);
    return this.handle(list, body, async ({ word, from }, form) => {
      await this.db.tx(actor, (tx) => this.vocabularies.mayAdd(tx, list.name, word, from));
      return presentNewWordCheck(list, word, from, form);
    });
  }

  @Post(':vocabulary')
  add(@CurrentActor() actor: Actor, @Param('vocabulary') vocabulary: string, @Body() body: unknown) {
    const list = listCalled(vocabulary);
    return this.handle(list, body, async ({ word, from }) => {
      await this.db.tx(actor, (tx) => this.vocabularies.add(tx, list.name, word, from));
      return redirect(paths.settings.words.saved(list.name, word.code));
    });
  }

  @Get(':vocabulary/:code')
  ending(@CurrentActor() actor: Actor, @Param('vocabulary') vocabulary: string, @Param('code') code: string) {
    return this.ask(actor, listCalled(vocabulary), code, blankForm());
  }

  @Post(':vocabulary/:code')
  end(
    @CurrentActor() actor: Actor,
    @Param('vocabulary') vocabulary: string,
    @Param('code') code: string,
    @Body() body: unknown,
  ) {
    const list = listCalled(vocabulary);
    return handleForm(EndingForm, body, {
      again: (form) => this.ask(actor, list, code, form),
      refusedAt: 'lastDay',
      next: async ({ lastDay }) => {
        await this.db.tx(actor, (tx) =>
          this.vocabularies.end(tx, list.name, code, Temporal.PlainDate.from(lastDay)),
        );
        return redirect(paths.settings.words.saved(list.name, code));
      },
    });
  }

  @Get(':vocabulary/:code/saved')
  saved(@CurrentActor() actor: Actor, @Param('vocabulary') vocabulary: string, @Param('code') code: string) {
    const list = listCalled(vocabulary);
    return this.db.tx(actor, async (tx) => presentSaved(list, await this.word(tx, list.name, code)));
  }

  private handle<Next>(
    list: WordList,
    body: unknown,
    next: (asked: { word: NewWord<Vocabulary>; from: Temporal.PlainDate }, form: FormState) => Promise<Next>,
  ) {
    return handleForm(newWordForm(list), body, {
      again: async (form) => presentNewWord(list, form),
      refusedAt: ({ code }) =>
        code === 'operating-model.past' ? 'from' : code === 'operating-model.word-exists' ? 'code' : 'label',
      next,
    });
  }

  private ask(actor: Actor, list: WordList, code: string, form: FormState) {
    return this.db.tx(actor, async (tx) =>
      presentEnding(
        list,
        await this.word(tx, list.name, code),
        await this.uses.of(tx, list.name, code),
        form,
      ),
    );
  }

  private async word(tx: Tx, vocabulary: Vocabulary, code: string): Promise<Word> {
    const words: readonly Word[] = (await this.vocabularies.words(tx))[vocabulary];
    const word = words.find((one) => one.code === code);
    if (!word) throw notFound('word');
    return word;
  }
}

/** Refuses: `platform.not-found`. */
function listCalled(name: string): WordList {
  const list = wordLists.find((one) => one.name === name);
  if (!list) throw notFound('list of words');
  return list;
}
