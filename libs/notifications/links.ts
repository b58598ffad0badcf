/** Where letters lead: whole addresses of pages, made by the worker from the pages' own `paths`. */
export interface Links {
  agreement(agreementId: string): string;
  termEnd(agreementId: string): string;
  visit(visitId: string): string;
  visitToReport(visitId: string): string;
  supportRequest(requestId: string): string;
  brokerage(requestId: string): string;
  proposal(proposalId: string): string;
  nomination(nominationId: string): string;
  key(apiKeyId: string): string;
  /** Confirms an appointment, for whoever reads the letter. */
  confirmAppointment(token: string): string;
  document(documentId: string): string;
}
