/** Realtime `postgres_changes`: committed changes go to the channels that want them and may see them. */
import { WebSocketServer } from "ws";
import { Changes } from "./changes.mjs";
import { Connection } from "./connection.mjs";
import { Visibility } from "./visibility.mjs";

const PATH = "/realtime/v1/websocket";
const PING_MS = 25_000;
const SERVICE_RESTART = 1012;

const pick = (row, names) => Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name)));

export class Realtime {
  connections = new Set();

  constructor({ databaseUrl, slot, pool, tokens }) {
    this.tokens = tokens;
    this.visibility = new Visibility(pool);
    this.changes = new Changes(databaseUrl, slot, (change) => this.#publish(change));
  }

  /** Ready when changes are being recorded for us; sockets are taken from `server`. */
  async start(server) {
    await this.changes.start();
    this.sockets = new WebSocketServer({ server, path: PATH });
    this.sockets.on("connection", (socket, request) => this.#welcome(socket, request));
    this.heartbeat = setInterval(() => this.#dropSilent(), PING_MS).unref();
  }

  #welcome(socket, request) {
    const apikey = new URL(request.url, "http://localhost").searchParams.get("apikey");
    if (!this.tokens.isKey(apikey)) return socket.close(4001, "invalid apikey");
    const connection = new Connection(socket, apikey, this.tokens);
    connection.isAlive = true;
    this.connections.add(connection);
    socket.on("pong", () => (connection.isAlive = true));
    socket.on("close", () => this.connections.delete(connection));
  }

  #dropSilent() {
    for (const connection of this.connections) {
      if (!connection.isAlive) connection.socket.terminate();
      connection.isAlive = false;
      connection.socket.ping();
    }
  }

  #interested(change) {
    const found = [];
    for (const connection of this.connections) {
      for (const channel of connection.channels.values()) {
        const ids = channel.interestIn(change);
        if (ids.length > 0) found.push({ connection, channel, ids });
      }
    }
    return found;
  }

  async #publish(change) {
    const asked = new Map(); // one question per person, however many channels they have
    for (const { connection, channel, ids } of this.#interested(change)) {
      if (channel.isExpired) {
        connection.channels.delete(channel.topic);
        channel.close("InvalidJWTToken: Token has expired");
        continue;
      }
      const person = JSON.stringify(channel.claims);
      if (!asked.has(person)) asked.set(person, await this.#columnsFor(channel.claims, change));
      const columns = asked.get(person);
      if (columns) channel.push("postgres_changes", { ids, data: this.#shown(change, columns) });
    }
  }

  /** One person's trouble must not keep a change from the others. */
  async #columnsFor(claims, change) {
    try {
      return await this.visibility.columnsFor(claims, change);
    } catch (error) {
      console.error(`realtime: whether ${claims.role} may see a change: ${error.message}`);
      return null;
    }
  }

  #shown({ relation, type, committedAt, record, oldRecord }, columns) {
    const described = relation.columns.filter((column) => columns.has(column.name));
    return {
      schema: relation.schema,
      table: relation.name,
      type,
      commit_timestamp: committedAt,
      columns: described.map((column) => ({ name: column.name, type: this.changes.typeName(column) })),
      ...(record && { record: pick(record, columns) }),
      ...(oldRecord && { old_record: pick(oldRecord, columns) }),
      errors: null,
    };
  }

  /** Says goodbye to every client and releases the replication slot. */
  async stop() {
    clearInterval(this.heartbeat);
    for (const { socket } of this.connections) socket.close(SERVICE_RESTART, "restarting");
    this.sockets?.close();
    await this.changes.stop();
    for (const { socket } of this.connections) socket.terminate(); // did not answer
  }
}
