// The module as it ships, with the names of its functions, which do not ship: for `cargo xtask sizes --by`. Usage: node named.mjs IN OUT

import { writeFileSync } from "node:fs";
import { optimised } from "./parts.mjs";

const [from, to] = process.argv.slice(2);
writeFileSync(to, optimised(from, ["--debuginfo"]));
