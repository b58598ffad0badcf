import { texts } from '#identity';
import { Said } from '#platform';

export class LeaveOutForm {
  @Said(texts.leftOut)
  reason: string;
}
