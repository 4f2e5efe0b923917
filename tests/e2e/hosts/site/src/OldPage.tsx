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
    socket.on("new_message", note);
    return () => socket.off("new_message", note);
  }, [socket]);

  return <HelpRequestChat helpRequestId={requestId} socketConnection={socketConnection} />;
}
