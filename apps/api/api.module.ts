import { Module } from '@nestjs/common';
import { FacadesModule } from '../boot/facades.module.js';
import { AgreementController } from './agreements/agreement.controller.js';
import { PurchaseController } from './agreements/purchase.controller.js';
import { OfferController } from './catalogue/offer.controller.js';
import { PlanController } from './catalogue/plan.controller.js';
import { PlaceController } from './delivery/place.controller.js';
import { PractitionerController } from './delivery/practitioner.controller.js';
import { ProposalController } from './delivery/proposal.controller.js';
import { RequestController } from './delivery/request.controller.js';
import { SessionController } from './delivery/session.controller.js';
import { VisitController } from './delivery/visit.controller.js';
import { OrganisationController } from './directory/organisation.controller.js';
import { CreditController } from './entitlements/credit.controller.js';
import { FundController } from './funding/fund.controller.js';
import { WalletController } from './funding/wallet.controller.js';
import { PartyController } from './identity/party.controller.js';
import { DocumentController } from './invoicing/document.controller.js';
import { ApiTransactions } from './kit/api-request.js';
import { AccountController } from './ledger/account.controller.js';
import { OperatorController } from './operator/operator.controller.js';
import { ApiDocument } from './reference/api-document.js';
import { ReferenceController, UnknownAddressController } from './reference/reference.controller.js';

/** REST under /api/v1: the verbs of every context, for programs. In the order in which the reference page shows them. */
@Module({
  imports: [FacadesModule],
  controllers: [
    OperatorController,
    OrganisationController,
    PartyController,
    OfferController,
    PlanController,
    AgreementController,
    PurchaseController,
    FundController,
    WalletController,
    PractitionerController,
    VisitController,
    RequestController,
    ProposalController,
    SessionController,
    PlaceController,
    AccountController,
    CreditController,
    DocumentController,
    ReferenceController,
    UnknownAddressController,
  ],
  providers: [ApiDocument, ApiTransactions],
})
export class ApiModule {}

export { configureApi, configureApiAlone } from './configure.js';
