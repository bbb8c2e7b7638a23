/**
 * Calls every participant once per round, in another order each time, so that what else the machine does meets all alike.
 * The first round warms caches and is not counted.
 */
export async function inRounds<T, R>(
  participants: readonly T[],
  rounds: number,
  run: (participant: T) => Promise<R>,
): Promise<ReadonlyMap<T, readonly R[]>> {
  const results = new Map<T, R[]>(participants.map((each) => [each, []]));
  for (let round = 0; round <= rounds; round++) {
    const shift = round % participants.length;
    for (const each of [...participants.slice(shift), ...participants.slice(0, shift)]) {
      const result = await run(each);
      if (round > 0) results.get(each)?.push(result);
    }
  }
  return results;
}
