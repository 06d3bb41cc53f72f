/** A point in time in the user's locale; the date too when it was not today. */
export function formatTime(milliseconds: number, now: number): string {
  const date = new Date(milliseconds);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(undefined, {
    timeStyle: 'short',
    ...(isToday ? {} : { dateStyle: 'medium' as const })
  }).format(date);
}
