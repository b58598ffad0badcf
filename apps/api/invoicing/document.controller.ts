import { Get, Param, Query } from '@nestjs/common';
import { Documents } from '#invoicing';
import { ApiRequest, ApiTransactions, IdPipe } from '../kit/api-request.js';
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
    private readonly transactions: ApiTransactions,
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
  list(@ApiRequest() request: ApiRequest, @Query() query: DocumentList): Promise<Paged<DocumentAnswer>> {
    const { customerId, supplierId, schoolId } = query;
    const filter = {
      ...(customerId && { customerId }),
      ...(supplierId && { supplierId }),
      ...(schoolId && { schoolId }),
    };
    return this.transactions.page(request, query, (tx, slice) =>
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
    @ApiRequest() request: ApiRequest,
    @Param('documentId', IdPipe) documentId: string,
  ): Promise<DocumentWithLinesAnswer> {
    return this.transactions.read(request, async (tx) =>
      presentDocumentWithLines(await this.documents.find(tx, documentId)),
    );
  }
}
