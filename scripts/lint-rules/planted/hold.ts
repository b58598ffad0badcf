import { settle } from './settle.js';
export const hold = () => settle;
