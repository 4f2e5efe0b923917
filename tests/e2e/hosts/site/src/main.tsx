import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { configure } from "glx-realtime";
import { GlxChat, GlxConnectionHealth, GlxNotifications, useSocket } from "glx-realtime/react";
import { OldPage } from "./OldPage";
import { requestId, settings, token, useToken } from "./site";

configure({ ...settings, getToken: token });

function NewPage() {
  return (
    <>
      <header className="bar">
        <h1>Neighbours</h1>
        <GlxConnectionHealth hidden={false} />
        <GlxNotifications />
      </header>
      <GlxChat requestId={requestId} className="chat" />
    </>
  );
}

/** The hook's socket in an element. */
function OwnSocket() {
  const { pusher, cleanup, joinRoom } = useSocket(useToken());
  return (
    <>
      <button onClick={cleanup}>Close</button>
      <button onClick={() => joinRoom(requestId)}>Open</button>
      <GlxChat requestId={requestId} socket={pusher} className="chat" />
    </>
  );
}

const PAGES: Record<string, () => ReactNode> = { "/old": OldPage, "/own": OwnSocket };
const Page = PAGES[location.pathname] ?? NewPage;
const root = createRoot(document.getElementById("root")!);
root.render(<StrictMode><Page /></StrictMode>);
addEventListener("goodbye", () => root.unmount());
