import { Controller, Get, Param } from '@nestjs/common';
import { CurrentActor } from '#identity';
import { Documents } from '#invoicing';
import { Database, type Actor } from '#platform';
import { paths } from '../paths.js';
import { presentDocument, presentDocuments } from './presenter.js';

/** Invoices and journals, for whoever they name: the school, the supplier, the authority that pays, the operator's staff. */
@Controller()
export class DocumentsController {
  constructor(
    private readonly db: Database,
    private readonly documents: Documents,
  ) {}

  @Get(paths.documents.index)
  async list(@CurrentActor() actor: Actor) {
    return presentDocuments(await this.db.tx(actor, (tx) => this.documents.list(tx)), actor);
  }

  @Get(paths.documents.show(':documentId'))
  async show(@CurrentActor() actor: Actor, @Param('documentId') documentId: string) {
    return presentDocument(await this.db.tx(actor, (tx) => this.documents.find(tx, documentId)));
  }
}
