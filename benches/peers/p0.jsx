//! P0: all messages in React's state and all rows in the page by `messages.map`, like the component the site has today.

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { Frame, Row } from "./parts.jsx";
import { open } from "./site.js";

const NEAR = 48;

function Chat() {
  const [messages, setMessages] = useState([]);
  const [send, setSend] = useState();
  const log = useRef(null);
  const atEnd = useRef(true);
  useEffect(() => {
    // A copy, because React compares by identity.
    const show = (rows) => setMessages([...rows.all]);
    open({ first: show, more: show }).then((send) => setSend(() => send));
  }, []);
  useLayoutEffect(() => {
    if (atEnd.current) log.current.scrollTop = log.current.scrollHeight;
  }, [messages]);
  const onScroll = ({ currentTarget: it }) => (atEnd.current = it.scrollHeight - it.scrollTop - it.clientHeight <= NEAR);
  return (
    <Frame send={send}>
      <div ref={log} className="log" role="log" aria-label="Messages" tabIndex={0} onScroll={onScroll}>
        <ol>
          {messages.map((row) => (
            <Row key={row.key} row={row} />
          ))}
        </ol>
      </div>
    </Frame>
  );
}

createRoot(document.getElementById("app")).render(<Chat />);
