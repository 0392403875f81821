/** One joined channel of one connection: what it listens for, and in whose name. */
import { parseFilter } from "./filters.mjs";

function binding(wanted, index) {
  const { event = "*", schema = "public", table, filter } = wanted;
  const matches = parseFilter(filter);
  return {
    shown: { ...wanted, id: index + 1 },
    matches: ({ type, relation, record, oldRecord }) =>
      (event === "*" || event.toUpperCase() === type) &&
      (schema === "*" || schema === relation.schema) &&
      (!table || table === "*" || table === relation.name) &&
      matches(record ?? oldRecord),
  };
}

export class Channel {
  /** @param send (message) => void  @throws {Error} when a filter cannot be understood */
  constructor({ topic, payload, claims, send }) {
    const wanted = payload.config?.postgres_changes ?? [];
    this.bindings = wanted.map(binding);
    Object.assign(this, { topic, claims, send });
  }

  get shownBindings() {
    return this.bindings.map((one) => one.shown);
  }

  get isExpired() {
    return this.claims.exp !== undefined && this.claims.exp * 1000 <= Date.now();
  }

  /** The ids of the bindings that want this change. */
  interestIn(change) {
    return this.bindings.filter((one) => one.matches(change)).map((one) => one.shown.id);
  }

  push(event, payload) {
    this.send({ topic: this.topic, event, payload });
  }

  system(status, message) {
    const channel = this.topic.replace(/^realtime:/, "");
    this.push("system", { channel, extension: "postgres_changes", message, status });
  }

  close(reason) {
    this.system("error", reason);
    this.push("phx_close", {});
  }
}
