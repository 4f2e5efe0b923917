// Where this site keeps its settings, and its signed-in user's token.

export const settings = await (await fetch("/site.json")).json();

export const requestId: number = Number(new URLSearchParams(location.search).get("request"));

export const token = () => localStorage.getItem("token");
