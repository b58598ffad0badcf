import { Get, Param, Query } from '@nestjs/common';
import { Documents } from '#invoicing';
import { Asked, Exchanges, IdPipe, type Exchange } from '../kit/exchange.js';
import { ApiController, Operation } from '../kit/operation.js';
import { pageBy, PageOf, type Paged } from '../kit/page.js';
import {
  DocumentAnswer,
  DocumentWithLinesAnswer,
  presentDocument,
  presentDocumentWithLines,
} from './document.presenter.js';
import { DocumentList } from './document.requests.js';

@ApiController('documents', 'Invoices and journals')
export class DocumentController {
  constructor(
    private readonly exchanges: Exchanges,
    private readonly documents: Documents,
  ) {}

  @Get()
  @Operation({
    id: 'documents.list',
    summary: 'Invoices and journals, newest first',
    visibility: 'party',
    keys: 'party',
    answers: PageOf(DocumentAnswer),
  })
  list(@Asked() asked: Exchange, @Query() query: DocumentList): Promise<Paged<DocumentAnswer>> {
    const { customerId, supplierId, schoolId } = query;
    const filter = {
      ...(customerId && { customerId }),
      ...(supplierId && { supplierId }),
      ...(schoolId && { schoolId }),
    };
    return this.exchanges.page(asked, query, (tx, slice) =>
      pageBy(
        slice,
        (row) => row.documentId,
        (part) => this.documents.list(tx, { ...filter, ...part }),
        presentDocument,
      ),
    );
  }

  @Get(':documentId')
  @Operation({
    id: 'documents.show',
    summary: 'One document with its lines, and why its tax is what it is',
    visibility: 'party',
    keys: 'party',
    answers: DocumentWithLinesAnswer,
  })
  show(
    @Asked() asked: Exchange,
    @Param('documentId', IdPipe) documentId: string,
  ): Promise<DocumentWithLinesAnswer> {
    return this.exchanges.read(asked, async (tx) =>
      presentDocumentWithLines(await this.documents.find(tx, documentId)),
    );
  }
}
