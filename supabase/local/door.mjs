/** The HTTP server: listens on loopback, and closes without cutting off a request that is being answered. */
import http from "node:http";
import { busy, HOST } from "./ports.mjs";

const KEEP_ALIVE_MS = 65_000; // longer than any client keeps an idle connection
const LAST_ANSWERS_MS = 1500;

export function createServer() {
  return Object.assign(http.createServer(), { keepAliveTimeout: KEEP_ALIVE_MS });
}

/** @throws {Refusal} when the port was taken meanwhile */
export function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(error.code === "EADDRINUSE" ? busy(port, "STACK_PORT") : error));
    server.listen(port, HOST, resolve);
  });
}

export async function close(server) {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), LAST_ANSWERS_MS);
  await closed;
  clearTimeout(impatience);
}
