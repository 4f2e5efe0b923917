//! Prints the fault table and the pairs of the last runs as Markdown, a line each. Usage: node tests/e2e/faults/table.mjs

import { faultTable, pairTable, results } from "../support/results.mjs";

/** Rows, or parts of rows, that other tests show. */
const ELSEWHERE = [
  ["auth 403", "tests/e2e/auth.test.mjs: a room that is not open to the user says so, and is not asked for again and again"],
  ["each of the five 403s: filter", "tests/e2e/backend_quirks.test.mjs: a text the content filter refuses stays with the reason, the others go out in order"],
  ["a text the content filter refuses, among others that pass", "tests/e2e/backend_quirks.test.mjs: the same"],
  ["send 429", "tests/e2e/backend_quirks.test.mjs: too many requests: the send waits, says why, and goes out once when it may"],
  ["`realtime/health` 503 while the socket is fine", "tests/e2e/diagnosis_socket.test.mjs: the site's own check says that it is out of order, and it is not"],
  ["… and the reverse", "tests/e2e/diagnosis_socket.test.mjs: the Pusher server goes away, and Try now brings it back once it is there"],
  ["events dropped on the way: told", "tests/e2e/diagnosis_socket.test.mjs: events do not arrive on a link that holds: it does not say Live until they do"],
  ["mount/unmount: one pusher-js instance", "tests/web/pusher_connection.rs: one_client_at_a_time_and_one_instance_for_all"],
];

const lines = await results();
const isPair = ({ theme }) => theme.startsWith("pairs");
const number = ({ row }) => Number(row.slice(1));

for (const line of faultTable(lines.filter((line) => !isPair(line)))) console.log(line);
for (const [row, where] of ELSEWHERE) console.log(`| ${row} | ${where} | elsewhere | – | – |`);
console.log("");
for (const line of pairTable(lines.filter(isPair).sort((one, other) => number(one) - number(other)))) console.log(line);
