import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { configure } from "glx-realtime";
import { GlxChat, GlxConnectionHealth, GlxNotifications } from "glx-realtime/react";
import { OldPage } from "./OldPage";
import { requestId, settings, token } from "./site";

configure({ ...settings, getToken: token });

function NewPage() {
  return (
    <>
      <header className="bar">
        <h1>Neighbours</h1>
        <GlxConnectionHealth />
        <GlxNotifications />
      </header>
      <GlxChat requestId={requestId} className="chat" />
    </>
  );
}

const root = createRoot(document.getElementById("root")!);
root.render(<StrictMode>{location.pathname === "/old" ? <OldPage /> : <NewPage />}</StrictMode>);
addEventListener("goodbye", () => root.unmount());
