import type { EpisodeData } from '../fields.js';
import { calledSegment, type Segments } from '../segments.js';
import { planFaults } from './checks.js';

type Recorded = Pick<EpisodeData, 'segments' | 'intro_offset' | 'intro_chapter' | 'recording_length'>;

/** How much of an episode's chapters is to mend, once it has segments; '' for nothing. */
export function wrongChapters({ segments, intro_offset, intro_chapter, recording_length }: Recorded): string {
  const planned = (segments as Segments).map((it) => ({
    id: String(it.row),
    title: calledSegment(it),
    planned: it.planned_seconds ?? 0,
    startedAt: it.actual_start,
    isChapter: !it.no_chapter,
    url: null,
  }));
  const plan = { segments: planned, shift: intro_offset ?? 0, intro: intro_chapter, recorded: recording_length };
  const wrong = planned.length > 0 ? planFaults(plan).length : 0;
  return wrong > 0 ? `${wrong} to mend` : '';
}
