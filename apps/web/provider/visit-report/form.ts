import { texts } from '#delivery';
import { Said } from '#platform';

export class ReportForm {
  @Said(texts.report)
  report: string;
}
