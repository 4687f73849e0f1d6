/**
 * Does the jobs in their order, `lanes` of them at a time.
 * @template T
 * @param {readonly T[]} jobs
 * @param {number} lanes
 * @param {(job: T, lane: number) => Promise<void>} work
 */
export async function inLanes(jobs, lanes, work) {
  const waiting = [...jobs];
  const lane = async (_, index) => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await work(job, index);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
