// The module as it ships, with the names of its functions, which do not ship: for `cargo xtask sizes --by`. Usage: node named.mjs IN OUT

import { optimise } from "./parts.mjs";

const [from, to] = process.argv.slice(2);
optimise(from, to);
