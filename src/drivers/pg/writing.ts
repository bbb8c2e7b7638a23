/** What a session does besides reading. */
export { adoptHistory } from './adopt-history.ts';
export { applyAlone } from './apply-alone.ts';
export { applySeries } from './apply-series.ts';
export { applyStep, prepareStep } from './apply-step.ts';
export { judgeProgress } from './judge-progress.ts';
export { mendHistory } from './mend-history.ts';
