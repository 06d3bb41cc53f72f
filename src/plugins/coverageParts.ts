/** What the chunk of coverage holds. */
export { makeCoverages } from '../lab/makeCoverages';
export { askAboutGaps } from '../ui/askAboutGaps';
