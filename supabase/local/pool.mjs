/**
 * The API's database connections, lent out one at a time.
 *
 * The driver's own pool loses a place with each reservation that fails, waits up to 20 s after an outage, and after a
 * connection broke under a query may mix up answers. Here a broken connection is never used again: whoever holds it
 * is told at once, so that no statement of a transaction slips onto another one, where the caller's role is not set.
 */
import postgres from "postgres";
import { isUnreachable } from "./errors.mjs";

class ConnectionLost extends Error {
  code = "CONNECTION_CLOSED";
  message = "the connection to the database was lost";
}

/** One connection, opened by its first statement. */
class Line {
  isLost = false;
  #loss = Promise.withResolvers();

  constructor(databaseUrl, options) {
    this.#loss.promise.catch(() => {}); // nobody may be waiting
    this.client = postgres(databaseUrl, { ...options, max: 1, onclose: () => this.#lose() });
  }

  #lose() {
    this.isLost = true;
    this.#loss.reject(new ConnectionLost());
  }

  async run(statement, parameters) {
    if (this.isLost) throw new ConnectionLost();
    try {
      return await Promise.race([this.client.unsafe(statement, parameters), this.#loss.promise]);
    } catch (error) {
      if (isUnreachable(error.code)) this.#lose();
      throw error;
    }
  }

  end(timeout) {
    return this.client.end({ timeout });
  }
}

export class Pool {
  #free = [];
  #lines = new Set();
  #waiting = [];
  #lent = 0;

  constructor(databaseUrl, size, options) {
    Object.assign(this, { databaseUrl, size, options });
  }

  /** In the driver's form, as the query builder wants it: `unsafe(statement, parameters)` and `release()`. */
  async reserve() {
    if (this.#lent === this.size) await new Promise((resolve) => this.#waiting.push(resolve));
    else this.#lent += 1;
    const line = this.#take();
    return {
      unsafe: (statement, parameters) => line.run(statement, parameters),
      release: () => this.#putBack(line),
    };
  }

  #take() {
    while (this.#free.length > 0) {
      const line = this.#free.pop();
      if (!line.isLost) return line;
      this.#discard(line);
    }
    const line = new Line(this.databaseUrl, this.options);
    this.#lines.add(line);
    return line;
  }

  #discard(line) {
    this.#lines.delete(line);
    line.end(0).catch(() => {});
  }

  #putBack(line) {
    if (line.isLost) this.#discard(line);
    else this.#free.push(line);
    const next = this.#waiting.shift();
    if (next) next();
    else this.#lent -= 1;
  }

  /** Lets what is under way finish, for so many seconds. */
  async end(timeout) {
    await Promise.all([...this.#lines].map((line) => line.end(timeout)));
  }
}
