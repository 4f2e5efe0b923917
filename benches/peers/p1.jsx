//! P1: as P0, with TanStack Virtual holding the end and one render a frame. The strongest peer, so nothing is copied that need not
//! be: the rows grow in place and React is told by a number.

import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Frame, Row } from "./parts.jsx";
import { open } from "./site.js";

const ESTIMATE = 56;
const NEAR = 48;

function Chat() {
  const rows = useRef([]);
  const [, again] = useReducer((count) => count + 1, 0);
  const [send, setSend] = useState();
  const log = useRef(null);
  useEffect(() => {
    let frame;
    const first = ({ all }) => {
      rows.current = all;
      again();
    };
    const more = () => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        again();
      });
    };
    open({ first, more }).then((send) => setSend(() => send));
  }, []);
  const list = useVirtualizer({
    count: rows.current.length,
    getScrollElement: () => log.current,
    estimateSize: () => ESTIMATE,
    getItemKey: useCallback((index) => rows.current[index].key, []),
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: NEAR,
    overscan: 8,
  });
  const full = rows.current.length > 0;
  useEffect(() => {
    if (full) list.scrollToEnd();
  }, [full, list]);
  return (
    <Frame send={send}>
      <div ref={log} className="log virtual" role="log" aria-label="Messages" tabIndex={0}>
        <ol style={{ blockSize: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => (
            <div
              key={item.key}
              className="slot"
              role="none"
              data-index={item.index}
              ref={list.measureElement}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Row row={rows.current[item.index]} />
            </div>
          ))}
        </ol>
      </div>
    </Frame>
  );
}

createRoot(document.getElementById("app")).render(<Chat />);
