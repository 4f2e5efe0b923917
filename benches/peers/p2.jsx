//! P2: as P0, with react-virtuoso, which follows the end by itself.

import { forwardRef, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { Virtuoso } from "react-virtuoso";
import { Frame, Row } from "./parts.jsx";
import { open } from "./site.js";

/** More than one row is high: what has come and is not yet measured does not end the following. */
const NEAR = 200;

const List = forwardRef((props, ref) => <ol {...props} ref={ref} />);
const Slot = ({ item: _, context: __, ...props }) => <div {...props} className="flow" role="none" />;
const COMPONENTS = { List, Item: Slot };
const keyOf = (_, row) => row.key;
const shown = (_, row) => <Row row={row} />;

function Chat() {
  const [messages, setMessages] = useState([]);
  const [send, setSend] = useState();
  useEffect(() => {
    let frame;
    const show = (rows) => setMessages([...rows.all]);
    const more = (rows) => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        show(rows);
      });
    };
    open({ first: show, more }).then((send) => setSend(() => send));
  }, []);
  return (
    <Frame send={send}>
      {messages.length > 0 && (
        <Virtuoso
          className="log virtual"
          role="log"
          aria-label="Messages"
          data={messages}
          components={COMPONENTS}
          computeItemKey={keyOf}
          itemContent={shown}
          followOutput="auto"
          atBottomThreshold={NEAR}
          alignToBottom
          initialTopMostItemIndex={{ index: "LAST", align: "end" }}
        />
      )}
    </Frame>
  );
}

createRoot(document.getElementById("app")).render(<Chat />);
