/** Returns the day as `YYYY-MM-DD`, given how many days after 1970-01-01 it is in UTC; negative before. */
export function formatDay(daysSince1970: number): string {
  return new Date(daysSince1970 * 86_400_000).toISOString().slice(0, 10);
}
