const phaseNames: Record<string, string> = {
  nursery: 'Nursery',
  primary: 'Primary',
  'middle-deemed-primary': 'Middle (primary)',
  secondary: 'Secondary',
  'middle-deemed-secondary': 'Middle (secondary)',
  '16-plus': 'Sixteen plus',
  'all-through': 'All-through',
  'not-applicable': 'Special and other',
};
/** `Primary`, of the register's `primary`. */
export const phaseName = (phase: string): string => phaseNames[phase] ?? phase;

const sizes: Record<string, string> = {
  small: 'Up to 210 pupils',
  medium: '211 to 420 pupils',
  large: 'More than 420 pupils',
  unknown: 'Roll not known',
};
export const sizeName = (size: string): string => sizes[size] ?? size;

const fundings: Record<string, string> = {
  maintained: 'Maintained',
  academy: 'Academy',
  independent: 'Independent',
  other: 'Other',
};
export const fundingName = (status: string): string => fundings[status] ?? status;

export const stageName: Record<string, string> = {
  new: 'New',
  offered: 'Offered',
  agreed: 'Agreed',
  'under-way': 'Under way',
  'to-evaluate': 'To evaluate',
  closed: 'Closed',
  withdrawn: 'Withdrawn',
};
