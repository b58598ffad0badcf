import { Controller, Get, Param, Query } from '@nestjs/common';
import { CurrentActor, Roles, staffRoles } from '#identity';
import { Documents } from '#invoicing';
import { authorityRoles, Database, schoolRoles, type Actor } from '#platform';
import { pageNumber, sliceOf } from '../../kit/page-number.js';
import { paths } from '../../paths.js';
import { presentDocument, presentDocuments } from './presenter.js';

/** Invoices and journals, for whoever they name: the school, the supplier, the authority that pays, the operator's staff. */
@Controller()
export class DocumentsController {
  constructor(
    private readonly db: Database,
    private readonly documents: Documents,
  ) {}

  @Get(paths.documents.index)
  @Roles(...schoolRoles, 'manager', ...authorityRoles)
  async list(@CurrentActor() actor: Actor, @Query('page') page?: string) {
    const number = pageNumber(page);
    return presentDocuments(
      await this.db.tx(actor, (tx) => this.documents.list(tx, sliceOf(number))),
      actor,
      number,
    );
  }

  @Get(paths.documents.show(':documentId'))
  @Roles(...schoolRoles, 'manager', ...authorityRoles, ...staffRoles)
  async show(@CurrentActor() actor: Actor, @Param('documentId') documentId: string) {
    return presentDocument(await this.db.tx(actor, (tx) => this.documents.find(tx, documentId)));
  }
}
