// Where this site keeps its settings, and its signed-in user's token.

import { useSyncExternalStore } from "react";

export const settings = await (await fetch("/site.json")).json();

export const requestId: number = Number(new URLSearchParams(location.search).get("request"));

export const token = () => localStorage.getItem("token");

/** The signed-in user's token, as the site's sign-in page tells that it has changed. */
export function useToken() {
  return useSyncExternalStore((changed) => {
    addEventListener("token", changed);
    return () => removeEventListener("token", changed);
  }, token);
}
