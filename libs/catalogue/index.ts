export { Catalogue } from './catalogue.js';
export { CatalogueModule } from './catalogue.module.js';
export {
  isWithdrawn,
  notOwn,
  paidSo,
  type Grant,
  type GrantRow,
  type NewGrant,
  type NewOffer,
  type NewPrice,
  type Offer,
} from './offer.js';
export { ownUnit, type KnownMeans, type Means, type OfferKind, type OwnUnit } from './offer.entity.js';
export {
  asShown,
  priceFor,
  type Customer,
  type FundingStatus,
  type Price,
  type PriceRule,
  type ShownPrice,
} from './price.js';
export { pricesJson, toPrices, type PricesJson } from './price.queries.js';
export { facets, type Facet, type FacetCounts, type FoundOffers, type OfferSearch } from './search.js';
export { texts } from './texts.js';
