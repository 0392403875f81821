/** One WebSocket: joins and leaves channels, takes new tokens, answers heartbeats. */
import { BadToken } from "../tokens.mjs";
import { Channel } from "./channel.mjs";
import { decode, encode } from "./wire.mjs";

export class Connection {
  channels = new Map();

  constructor(socket, apikey, tokens) {
    Object.assign(this, { socket, apikey, tokens });
    socket.on("message", (data) => this.#receive(data));
    socket.on("error", () => {}); // `close` follows
  }

  #send(message, asArray) {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(encode(message, asArray));
  }

  async #receive(data) {
    const message = decode(data);
    if (!message) return;
    const reply = (status, response) => {
      this.#send({ ...message, event: "phx_reply", payload: { status, response } }, message.asArray);
    };
    try {
      await this.#act(message, reply);
    } catch (error) {
      if (!(error instanceof BadToken)) console.error(`realtime: ${error.message}`);
      reply("error", { reason: error.message });
    }
  }

  async #act(message, reply) {
    if (message.event === "phx_join") return this.#join(message, reply);
    if (message.event === "access_token") return this.#renew(message);
    if (message.event === "phx_leave") this.channels.delete(message.topic);
    return reply("ok", {});
  }

  async #claims(payload) {
    try {
      return await this.tokens.claimsOf(payload.access_token ?? this.apikey);
    } catch (error) {
      throw error instanceof BadToken ? new BadToken(error.code, `InvalidJWTToken: ${error.message}`) : error;
    }
  }

  async #join({ topic, payload, join_ref, asArray }, reply) {
    const claims = await this.#claims(payload);
    const send = (message) => this.#send({ join_ref, ...message }, asArray);
    const channel = new Channel({ topic, payload, claims, send });
    this.channels.set(topic, channel);
    reply("ok", { postgres_changes: channel.shownBindings });
    if (channel.bindings.length > 0) channel.system("ok", "Subscribed to PostgreSQL");
  }

  async #renew({ topic, payload }) {
    const channel = this.channels.get(topic);
    if (!channel || !payload.access_token) return;
    try {
      channel.claims = await this.#claims(payload);
    } catch (error) {
      this.channels.delete(topic);
      channel.close(error.message);
    }
  }
}
