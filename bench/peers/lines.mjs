// The way in which the measurement talks with every program: one JSON document a line, one answer each.

import readline from "node:readline";

/** Answers every line with what `handle` gives for it, one after the other, until the input ends. */
export async function serve(handle) {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    let answer;
    try {
      answer = { ok: true, ...(await handle[request.do](request)) };
    } catch (error) {
      answer = { ok: false, error: String(error?.stack ?? error) };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
  process.exit(0);
}

/** Waits until `reached` holds; looked at every few milliseconds because the libraries tell of single documents only. */
export async function until(reached, seconds) {
  const end = Date.now() + seconds * 1000;
  while (!reached()) {
    if (Date.now() > end) throw new Error(`not reached within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
