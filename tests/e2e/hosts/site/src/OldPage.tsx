// As it was before: only where `useSocket` is imported from has changed.

import { useEffect } from "react";
import { useSocket } from "glx-realtime/react";
import { HelpRequestChat } from "./HelpRequestChat";
import { requestId, useToken } from "./site";

export function OldPage() {
  const socketConnection = useSocket(useToken());
  const { socket } = socketConnection;

  useEffect(() => {
    const note = (message: { content: string }) => {
      document.title = message.content;
    };
    const look = (health: { status: string; authenticated: boolean }) => {
      document.body.dataset.health = `${health.status}${health.authenticated ? ", signed in" : ""}`;
    };
    socket.on("new_message", note);
    socket.on("state_change", look);
    return () => {
      socket.off("new_message", note);
      socket.off("state_change", look);
    };
  }, [socket]);

  return <HelpRequestChat helpRequestId={requestId} socketConnection={socketConnection} />;
}
